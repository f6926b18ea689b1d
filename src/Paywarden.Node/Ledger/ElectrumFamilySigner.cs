using System.Text.Json.Nodes;
using Paywarden.Kernel;
using Paywarden.Ledger.Codec;
using Paywarden.Ledger.Words;

namespace Paywarden.Ledger;

/// <summary>A daemon with the keys that speaks as Electrum or Electron Cash do.</summary>
/// <param name="text">How it is told what to sign.</param>
/// <param name="password">Of its wallet, read anew each time; empty: it is not encrypted.</param>
internal sealed class ElectrumFamilySigner(string id, string dialect, Func<Bytes, string> text, Func<Secret> password, PoolCalls calls) : ISigner
{
    public string Id => id;

    public async Task<Told<Bytes>> SignAsync(Bytes unsigned)
    {
        var parameters = new JsonObject { ["tx"] = text(unsigned) };
        if (password() is { IsEmpty: false } secret)
        {
            parameters["password"] = secret.Reveal();
        }

        var said = await calls.CallAsync(id, "signtransaction", parameters).ConfigureAwait(false);
        if (said.Fault is { } fault)
        {
            return Told.Not<Bytes>(fault);
        }

        var reply = SignReply.Read(dialect, said.Result, said.Error);
        return reply.Fault is not { } why ? reply.Raw : reply.IsForGood ? Told.Refused<Bytes>(why) : Told.Not<Bytes>(why);
    }
}
