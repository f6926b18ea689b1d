using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text.Json;
using Akka.Actor;
using Akka.Hosting;
using Paywarden.Daemons;
using Paywarden.JsonRpc;
using Paywarden.Kernel;
using Paywarden.Ledger.Codec;
using Paywarden.Routing;
using static Paywarden.Ledger.LedgerProtocol;

namespace Paywarden.Ledger;

/// <summary>Calls about receiving: the ledger gives the addresses, no daemon hands out any. What a legacy caller is told has the form that its daemon gives it.</summary>
internal sealed class AddressRpc(IRequiredActor<LedgerEntity> ledgers, PayingWallets wallets, SqlLedgerAddresses book, TimeProvider clock) : IOwnCalls
{
    private static readonly TimeSpan Least = TimeSpan.FromMilliseconds(1);

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    private static readonly TimeSpan WhileStarting = TimeSpan.FromSeconds(3);

    private static readonly string[] Filters = ["pending", "expired", "paid"];

    private static readonly JsonDocument Nothing = JsonDocument.Parse("{}");

    private readonly RequestReader _reader = new(wallets, book, clock);

    public IOwnCall? Find(PoolView pool, ReadOnlySpan<char> method)
    {
        if (wallets.Find(pool.Wallet) is null || AddressMethod.Find(pool.Dialect, method) is not { } found)
        {
            return null;
        }

        // The wallet's own configuration may have put it into another class.
        return !pool.Methods.TryGet(method, out var entry) ? new OwnCall(this, found, found.Class, found.Parameters ?? [])
            : entry.Place == MethodPlace.None ? null
            : new OwnCall(this, found, entry.Class, found.Parameters ?? entry.Parameters ?? []);
    }

    private async ValueTask<CallOutcome> RunAsync(AddressCaller call, ReadOnlyMemory<byte> rawParams, Deadline deadline)
    {
        if (deadline.HasPassed)
        {
            return No(RpcCode.DeadlinePassed, "the deadline passed before the ledger was asked");
        }

        if (wallets.AccountOf(call.Wallet) is not { } account)
        {
            return No(RpcCode.MoneySuspended, $"the money of {call.Wallet} is suspended: its daemons have not told yet whose money they hold");
        }

        using var document = rawParams.IsEmpty ? null : JsonDocument.Parse(rawParams);
        var parameters = (document ?? Nothing).RootElement;
        if (call.Method.IsOurs && parameters.ValueKind == JsonValueKind.Array && parameters.GetArrayLength() > 0)
        {
            return No(RpcCode.InvalidParams, $"{call.Method.Name} takes its parameters by name: {{{string.Join(", ", call.Parameters)}}}");
        }

        var known = call with { Ledger = LedgerEntity.PersistenceId(account.AccountKey), Chain = wallets.Find(call.Wallet)!.Chain };
        var given = AddressOrder.Named(parameters, call.Parameters);
        return call.Method.Call switch
        {
            AddressCall.Unused => await UnusedAsync(known, deadline).ConfigureAwait(false),
            AddressCall.Get => await GetAsync(known, given).ConfigureAwait(false),
            AddressCall.List => await ListAsync(known, given).ConfigureAwait(false),
            AddressCall.Remove or AddressCall.Clear => await RemoveAsync(known, given).ConfigureAwait(false),
            _ => await AllocateAsync(known, given, deadline).ConfigureAwait(false),
        };
    }

    private async Task<CallOutcome> AllocateAsync(AddressCaller call, IReadOnlyDictionary<string, JsonElement> given, Deadline deadline)
    {
        if (AddressOrder.Read(call.Method, call.Dialect, given, call.Chain, out var order) is { } fault)
        {
            return CallOutcome.No(fault);
        }

        string? keyHash = null;
        if ((call.Key is not null || given.ContainsKey("idempotency_key"))
            && PayRequest.KeyOf(given.TryGetValue("idempotency_key", out var key) ? Keyed(key) : Nothing.RootElement, call.Key, out keyHash) is { } badKey)
        {
            return CallOutcome.No(badKey);
        }

        var asker = keyHash is null ? Asker.OfCall(call.User, RandomNumberGenerator.GetHexString(32, lowercase: true)) : Asker.OfKey(call.User, keyHash);
        var (told, no) = await ToldAsync(call, asker, keyHash is not null, order.Terms, deadline).ConfigureAwait(false);
        if (no is not null)
        {
            return CallOutcome.No(no);
        }

        // Before the answer, and after the address: a memo that stands there without its answer harms nobody, and the first one stays.
        var noted = order.Memo.Length > 0 && order.Terms is not null || call.Method.IsOurs && order.Memo.Length > 0
            ? await book.NoteAsync(call.Ledger, told!.Index, order.Memo).ConfigureAwait(false)
            : true;
        var row = noted.IsTold ? await book.RowAsync(call.Ledger, told!.Index).ConfigureAwait(false) : Told.Not<AddressRow?>(noted.Fault!);
        return row is not { IsTold: true, Value: { } found } ? CallOutcome.No(Open(call, row.Fault ?? "the address is not in the book"))
            : found.Terms != order.Terms ? No(RpcCode.KeyConflict, "this key was used for an address with another amount or time: use a new key for a new address")
            : Answer(call, found) with { IsReplayed = told!.IsReplayed };
    }

    /// <summary>The user's own, until somebody paid to it: then the next. Nobody else is ever given it, and neither is a request of the same user.</summary>
    private async Task<CallOutcome> UnusedAsync(AddressCaller call, Deadline deadline)
    {
        var last = await book.LastAsync(call.Ledger, Asker.UnusedPrefix(call.User)).ConfigureAwait(false);
        if (!last.IsTold)
        {
            return Suspended(call, last.Fault!);
        }

        var number = 0;
        if (last.Value is { } shown)
        {
            var used = await _reader.IsUsedAsync(call.Wallet, shown.Address).ConfigureAwait(false);
            if (used is { IsTold: true, Value: false })
            {
                return Answer(call, shown);
            }

            if (!used.IsTold)
            {
                return No(RpcCode.NoHealthyDaemon, used.Fault!);
            }

            number = Asker.NumberOfUnused(shown.Asker) + 1;
        }

        var (told, no) = await ToldAsync(call, Asker.OfUnused(call.User, number), mayBeKnown: true, terms: null, deadline).ConfigureAwait(false);
        return no is not null ? CallOutcome.No(no) : Text(call, told!.Address);
    }

    private async Task<CallOutcome> GetAsync(AddressCaller call, IReadOnlyDictionary<string, JsonElement> given)
    {
        var row = await NamedAsync(call, given).ConfigureAwait(false);
        if (row is not { IsTold: true, Value: { } found })
        {
            return row.IsTold ? No(RpcCode.InternalError, "Request not found") : Suspended(call, row.Fault!);
        }

        var seen = await _reader.ReadAsync(call.Wallet, call.Ledger, [found]).ConfigureAwait(false);
        return seen.IsTold
            ? LedgerReplies.Result(json => Replies(call, withState: true).Write(json, seen.Value[0], clock.GetUtcNow()))
            : No(RpcCode.NoHealthyDaemon, seen.Fault!);
    }

    private async Task<CallOutcome> ListAsync(AddressCaller call, IReadOnlyDictionary<string, JsonElement> given)
    {
        var rows = await book.RequestsAsync(call.Ledger, call.User).ConfigureAwait(false);
        if (!rows.IsTold)
        {
            return Suspended(call, rows.Fault!);
        }

        var seen = await _reader.ReadAsync(call.Wallet, call.Ledger, rows.Value).ConfigureAwait(false);
        if (!seen.IsTold)
        {
            return No(RpcCode.NoHealthyDaemon, seen.Fault!);
        }

        // The first that is asked for, as the daemons take it.
        var filter = Filters.FirstOrDefault(f => given.TryGetValue(f, out var on) && on.ValueKind == JsonValueKind.True);
        var (replies, now) = (Replies(call, withState: true), clock.GetUtcNow());
        return LedgerReplies.Result(json =>
        {
            json.WriteStartArray();
            foreach (var request in seen.Value.Where(s => filter is null || replies.Is(s, filter, now)))
            {
                replies.Write(json, request, now);
            }

            json.WriteEndArray();
        });
    }

    /// <summary>Takes requests away. Their addresses stay given away: at a daemon the next customer would be shown them.</summary>
    private async Task<CallOutcome> RemoveAsync(AddressCaller call, IReadOnlyDictionary<string, JsonElement> given)
    {
        var isOne = call.Method.Call == AddressCall.Remove;
        var one = isOne ? await NamedAsync(call, given).ConfigureAwait(false) : default;
        var all = isOne
            ? new Told<ImmutableArray<AddressRow>>(one.Value is { } found ? [found] : [], one.Fault)
            : await book.RequestsAsync(call.Ledger, call.User).ConfigureAwait(false);
        var removed = all.IsTold ? await book.RemoveAsync(call.Ledger, all.Value, clock.GetUtcNow()).ConfigureAwait(false) : Told.Not<bool>(all.Fault!);
        var isElectrum = call.Dialect == "electrum";
        return !removed.IsTold ? Suspended(call, removed.Fault!)
            : LedgerReplies.Result(json =>
            {
                if (isOne == isElectrum)
                {
                    json.WriteNullValue(); // delete_request and clearrequests
                }
                else if (isOne || isElectrum)
                {
                    json.WriteBooleanValue(!isOne || all.Value.Length > 0); // rmrequest says whether there was one, clear_requests always true
                }
            });
    }

    /// <summary>The user's request that the call names, by its address or its id.</summary>
    private async Task<Told<AddressRow?>> NamedAsync(AddressCaller call, IReadOnlyDictionary<string, JsonElement> given)
    {
        var text = call.Parameters.Count > 0 && given.TryGetValue(call.Parameters[0], out var named) && named.ValueKind == JsonValueKind.String ? named.GetString()! : "";
        var row = Addresses.TryRead(call.Chain, text, out var destination, out _) && Addresses.Write(call.Chain, destination.Script) is { } address
            ? await book.RowAsync(call.Ledger, address).ConfigureAwait(false)
            : RequestId.TryRead(text, out var index) ? await book.RowAsync(call.Ledger, index).ConfigureAwait(false) : default;
        var isIts = row.Value is { IsRequest: true } found && found.IsOf(call.User) && (destination is not null || IdOf(call, found) == text);
        return !row.IsTold || isIts ? row : default;
    }

    private static string IdOf(AddressCaller call, AddressRow row) =>
        Addresses.TryRead(call.Chain, row.Address, out var read, out _) ? RequestId.Of(read.Script, (uint)row.Index) : "";

    private CallOutcome Answer(AddressCaller call, AddressRow row)
    {
        var fresh = row.Terms is { } terms ? new SeenRequest(row, RequestStatus.Of(terms.Amount, terms.Expires(row.IssuedAt), [], clock.GetUtcNow()), []) : null;
        return call.Method.Call switch
        {
            AddressCall.New => LedgerReplies.Address(row, fresh, fresh is null ? null : IdOf(call, row), call.Wallet),
            AddressCall.Request => LedgerReplies.Result(json => Replies(call, withState: false).Write(json, fresh!, clock.GetUtcNow())),
            _ => Text(call, row.Address),
        };
    }

    private static CallOutcome Text(AddressCaller call, string address) => LedgerReplies.Result(json => json.WriteStringValue(Replies(call, withState: false).Text(address)));

    private static RequestReplies Replies(AddressCaller call, bool withState) => new(call.Dialect, call.Chain, withState);

    private async Task<(AddressTold? Told, RpcFault? No)> ToldAsync(AddressCaller call, string asker, bool mayBeKnown, AddressTerms? terms, Deadline deadline)
    {
        // Just after a start the daemons serve and the ledger is still reading; a daemon would have answered, and a refusal did nothing.
        for (var waited = TimeSpan.Zero; ; waited += Pause)
        {
            try
            {
                var told = await ledgers.ActorRef.Ask<AddressTold>(new Allocate(call.Wallet, asker, mayBeKnown, terms), deadline.Left > Least ? deadline.Left : Least).ConfigureAwait(false);
                if (told.No is not { } no)
                {
                    return (told, null);
                }

                if (no.Code is not ("suspended" or "not-imported") || waited >= WhileStarting || deadline.Left <= Pause)
                {
                    return (null, RpcFault.NotDone(RpcCode.MoneySuspended, no.Why));
                }
            }
            catch (AskTimeoutException)
            {
                return (null, Open(call, "the address was not ready in time"));
            }

            await Task.Delay(Pause, clock).ConfigureAwait(false);
        }
    }

    /// <summary>An address that nobody was told is nobody's: asking again gives another, unless the call has a key.</summary>
    private static RpcFault Open(AddressCaller call, string why) => new(
        RpcCode.OutcomeOpen, Outcome.Unknown, $"{why}; {(call.Key is null ? "the one that may have been set aside goes to nobody else, so another call does no harm" : "call again with the same key for it")}");

    private static JsonElement Keyed(JsonElement key) => JsonSerializer.SerializeToElement(new Dictionary<string, JsonElement> { ["idempotency_key"] = key });

    private static CallOutcome Suspended(AddressCaller call, string why) => No(RpcCode.MoneySuspended, $"the requests of {call.Wallet} cannot be read now: {why}");

    private static CallOutcome No(RpcCode code, string why) => CallOutcome.No(RpcFault.NotDone(code, why));

    /// <param name="Key">The header Idempotency-Key; null: none.</param>
    private sealed record AddressCaller(AddressMethod Method, IReadOnlyList<string> Parameters, string Wallet, string Dialect, string User, string? Key)
    {
        public string Ledger { get; init; } = "";

        public Chain Chain { get; init; } = null!;
    }

    private sealed class OwnCall(AddressRpc rpc, AddressMethod method, MethodClass what, IReadOnlyList<string> parameters) : IOwnCall
    {
        public string Name => method.Name;

        public bool IsRead => what == MethodClass.Read;

        public IReadOnlyList<string> Parameters => parameters;

        public RpcFault? Refuses(PoolView pool, CallRights rights) =>
            !rights.Allow(what) ? RpcFault.NotDone(RpcCode.Forbidden, $"this user may not call methods of the class {MethodPolicy.Name(what)}, which {Name} is of")
            : pool.PausedWhy is { } why && !IsRead ? RpcFault.NotDone(RpcCode.WalletPaused, $"{pool.Wallet} is paused: {why}")
            : null;

        public ValueTask<CallOutcome> RunAsync(string wallet, string user, ReadOnlyMemory<byte> rawParams, string? key, Deadline deadline) =>
            rpc.RunAsync(new AddressCaller(method, parameters, wallet, rpc.DialectOf(wallet), user, key), rawParams, deadline);
    }

    private string DialectOf(string wallet) => wallets.Find(wallet)!.Dialect;
}
