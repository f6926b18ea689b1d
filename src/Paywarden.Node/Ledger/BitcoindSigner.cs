using System.Text.Json.Nodes;
using Paywarden.Ledger.Codec;
using Paywarden.Ledger.Words;

namespace Paywarden.Ledger;

/// <summary>The same node as its wallet's signer. An encrypted wallet was opened at its start.</summary>
internal sealed class BitcoindSigner(string id, PoolCalls calls) : ISigner
{
    public string Id => id;

    public async Task<Told<Bytes>> SignAsync(Bytes unsigned)
    {
        var said = await calls.CallAsync(id, "walletprocesspsbt", new JsonArray(Convert.ToBase64String(unsigned.Span))).ConfigureAwait(false);
        if (said.Result is not null)
        {
            var psbt = said.Read(json => json.GetProperty("psbt").GetString() ?? throw new FormatException());
            if (!psbt.IsTold)
            {
                return Told.Not<Bytes>(psbt.Fault!);
            }

            said = await calls.CallAsync(id, "finalizepsbt", new JsonArray(psbt.Value)).ConfigureAwait(false);
        }

        if (said.Fault is { } fault)
        {
            return Told.Not<Bytes>(fault);
        }

        var reply = SignReply.Read("bitcoind", said.Result, said.Error);
        return reply.Fault is { } why ? Told.Not<Bytes>(why) : reply.Raw;
    }
}
