using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Paywarden.Daemons;
using Paywarden.Daemons.Dialects;
using Paywarden.JsonRpc;
using Paywarden.Kernel;
using Paywarden.Ledger.Codec;
using Paywarden.Routing;
using static Paywarden.Ledger.LedgerProtocol;

namespace Paywarden.Ledger;

/// <summary>The daemons' own money methods, for callers who know nothing of a ledger: they are decided there and answered in the daemon's shape.</summary>
internal sealed class LegacyRpc(LedgerGate gate, PayingWallets wallets, TimeProvider clock) : IOwnCalls
{
    /// <summary>Whoever is told nothing within its own time asks again: the same then, and not one of an hour ago.</summary>
    private static readonly TimeSpan Expiry = TimeSpan.FromSeconds(60);

    private readonly LegacyBroadcast _broadcast = new(gate, wallets, clock);

    public IOwnCall? Find(PoolView pool, ReadOnlySpan<char> method) =>
        LegacyMethod.TryFind(method, out var call) && wallets.Find(pool.Wallet) is { } wallet && pool.Methods.TryGet(method, out var entry) ? new OwnCall(this, call, entry, wallet) : null;

    private async ValueTask<CallOutcome> RunAsync(OwnCall call, string user, ReadOnlyMemory<byte> rawParams, string? key, Deadline deadline, CallTicket ticket)
    {
        if (deadline.HasPassed)
        {
            return No(RpcCode.DeadlinePassed, "the deadline passed before the ledger was asked");
        }

        using var document = rawParams.IsEmpty ? null : JsonDocument.Parse(rawParams);
        var arguments = Named(document, call.Parameters);
        if (arguments.Remove("password", out var password) && !Fits(password, call.Wallet.Password()))
        {
            return No(RpcCode.InvalidParams, "the parameter \"password\" is not the password of the wallet");
        }

        return call.Kind switch
        {
            LegacyCall.Build => await BuildAsync(call, user, arguments, key, deadline, ticket).ConfigureAwait(false),
            LegacyCall.Broadcast => await _broadcast.RunAsync(call.Wallet, arguments, deadline, ticket).ConfigureAwait(false),
            LegacyCall.FreezeCoin or LegacyCall.UnfreezeCoin => await FreezeAsync(call, user, arguments, deadline).ConfigureAwait(false),
            LegacyCall.Sign => No(RpcCode.InvalidParams, "transactions that were made elsewhere are not signed here, since the ledger must know which coins are promised: call pay, or payto and broadcast"),
            _ => No(RpcCode.InvalidParams, "coins are frozen one by one here: call freeze_utxo or unfreeze_utxo"),
        };
    }

    private async Task<CallOutcome> BuildAsync(OwnCall call, string user, Dictionary<string, JsonElement> arguments, string? key, Deadline deadline, CallTicket ticket)
    {
        string? keyHash = null;
        if (LegacyOrder.Read(call.Name, arguments, call.Wallet.Chain, out var legacy) is { } fault || (key is not null && (fault = PayRequest.KeyOf(default, key, out keyHash)) is not null))
        {
            return CallOutcome.No(fault);
        }

        var name = call.Wallet.Name;
        if (wallets.AccountOf(name) is not { } account)
        {
            return No(RpcCode.MoneySuspended, $"the money of {name} is suspended: its daemons have not told yet whose money they hold");
        }

        // Without a key it is named by its call, which a client that sends it again by itself has in common with the first.
        var id = PaymentId.Of(LedgerEntity.PersistenceId(account.AccountKey), user, keyHash ?? Hash("call " + ticket.Id));
        var order = new PaymentOrder(id, user, legacy!.Outputs, legacy.Rate, clock.GetUtcNow() + Expiry) { Fee = legacy.Fee };
        var pay = new Pay(name, order, gate.CapsOf(user), AllowDuplicate: false, PaymentStage.Signed, wallets.PoolOf(name).PausedWhy, keyHash is null ? legacy.Content : "");
        var told = await gate.AskAsync<PaymentTold>(pay, deadline).ConfigureAwait(false);
        return told switch
        {
            null => CallOutcome.No(new RpcFault(RpcCode.OutcomeOpen, Outcome.Unknown, "the transaction is not signed yet; nothing is sent before you broadcast it. The same call again gives it to you")),
            { No: { } no } => CallOutcome.No(LedgerGate.FaultOf(no)),
            { Raw: { } raw } => LegacyReplies.Built(call.Wallet.Dialect, raw) with { IsReplayed = told.IsReplayed },
            { Payment.Rejected: { } proof } => CallOutcome.No(RpcFault.NotDone(proof is Proof.TooPoor ? RpcCode.InsufficientFunds : RpcCode.Rejected, proof.Why) with { Payment = told.Payment!.Id.Value }),
            _ => CallOutcome.No(RpcFault.NotDone(RpcCode.PossibleDuplicate, $"this key was used for payment {told.Payment!.Id}, which is {LedgerReplies.Name(told.Payment.Stage)} and in the archive") with { Payment = told.Payment.Id.Value }),
        };
    }

    private async Task<CallOutcome> FreezeAsync(OwnCall call, string user, Dictionary<string, JsonElement> arguments, Deadline deadline)
    {
        if (!arguments.TryGetValue("coin", out var given) || given.ValueKind != JsonValueKind.String || !Outpoint.TryRead(given.GetString()!, out var coin))
        {
            return No(RpcCode.InvalidParams, "the parameter \"coin\" is a transaction's name, a colon and the number of its output");
        }

        LedgerCommand command = call.Kind == LegacyCall.FreezeCoin ? new LedgerCommand.Freeze(coin, user) : new LedgerCommand.Unfreeze(coin, user);
        var stored = await gate.AskAsync<Stored>(new Act(call.Wallet.Name, command), deadline).ConfigureAwait(false);
        return stored is null ? CallOutcome.No(new RpcFault(RpcCode.OutcomeOpen, Outcome.Unknown, "the ledger had not answered in time; the same call again is harmless"))
            : stored.No is { } no ? CallOutcome.No(LedgerGate.FaultOf(no))
            : LegacyReplies.True;
    }

    /// <summary>Null is what a daemon takes for not given.</summary>
    private static Dictionary<string, JsonElement> Named(JsonDocument? document, IReadOnlyList<string> names)
    {
        var given = document?.RootElement;
        var pairs = given?.ValueKind switch
        {
            JsonValueKind.Array => given.Value.EnumerateArray().Select((value, at) => (Name: names[at].TrimStart('-'), Value: value)),
            JsonValueKind.Object => given.Value.EnumerateObject().Select(p => (p.Name, p.Value)),
            _ => [],
        };
        return pairs.Where(p => p.Value.ValueKind != JsonValueKind.Null).ToDictionary(p => p.Name, p => p.Value);
    }

    /// <summary>In a time that says nothing about the password. A wallet without one does not ask for it.</summary>
    private static bool Fits(JsonElement given, Secret password) => password.IsEmpty || (given.ValueKind == JsonValueKind.String
        && CryptographicOperations.FixedTimeEquals(SHA256.HashData(Encoding.UTF8.GetBytes(given.GetString()!)), SHA256.HashData(Encoding.UTF8.GetBytes(password.Reveal()))));

    private static string Hash(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.ASCII.GetBytes(text)));

    private static CallOutcome No(RpcCode code, string why) => CallOutcome.No(RpcFault.NotDone(code, why));

    private sealed class OwnCall(LegacyRpc rpc, LegacyCall kind, MethodEntry entry, PayingWallet wallet) : IOwnCall
    {
        public LegacyCall Kind => kind;

        public PayingWallet Wallet => wallet;

        public string Name => entry.Name;

        public bool IsRead => false;

        public bool MayBeResent => true;

        /// <summary>A method whose class the configuration changed keeps its parameters.</summary>
        public IReadOnlyList<string> Parameters => entry.Parameters ?? (DialectCatalog.Find(wallet.Dialect)!.Methods.TryGet(Name, out var usual) ? usual.Parameters : null) ?? [];

        /// <summary>While the wallet is paused the ledger answers what was ordered before, and takes nothing new.</summary>
        public RpcFault? Refuses(PoolView pool, CallRights rights) =>
            entry.Place == MethodPlace.None ? RpcFault.NotDone(RpcCode.Forbidden, $"{Name} is off for everybody")
            : !rights.Allow(entry.Class) ? RpcFault.NotDone(RpcCode.Forbidden, $"this user may not call methods of the class {MethodPolicy.Name(entry.Class)}, which {Name} is of")
            : pool.PausedWhy is { } why && kind is not (LegacyCall.Build or LegacyCall.Broadcast) ? RpcFault.NotDone(RpcCode.WalletPaused, $"{pool.Wallet} is paused: {why}")
            : null;

        public ValueTask<CallOutcome> RunAsync(string wallet, string user, ReadOnlyMemory<byte> rawParams, string? key, Deadline deadline) =>
            RunAsync(wallet, user, rawParams, key, deadline, new CallTicket(Guid.NewGuid().ToString("n"), IsAdopted: false));

        public ValueTask<CallOutcome> RunAsync(string wallet, string user, ReadOnlyMemory<byte> rawParams, string? key, Deadline deadline, CallTicket ticket) =>
            rpc.RunAsync(this, user, rawParams, key, deadline, ticket);
    }
}
