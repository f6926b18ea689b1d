using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Paywarden.Daemons;
using Paywarden.Faults;
using Paywarden.JsonRpc;
using Paywarden.Keys;
using Paywarden.Payments;
using Paywarden.Wallets;

namespace Paywarden.Methods;

/// <summary>Building, signing and sending. Building reserves nothing: twice in a row takes the same coins.</summary>
internal static class PaymentMethods
{
    private const string More = "from_addr? change_addr? nocheck? unsigned? password? locktime? op_return? op_return_raw? addtransaction?";

    public static IEnumerable<Method> For(Session session) =>
    [
        new("payto", Needs.Wallet | Needs.Password, $"destination amount fee? feerate? {More}", call => Pay(session, call, [(call.Required("destination"), call["amount"])])),
        new("paytomany", Needs.Wallet | Needs.Password, $"outputs fee? feerate? {More}", call => Pay(session, call, Orders(call))),
        new("signtransaction", Needs.Wallet | Needs.Password, "tx privkey? password?", call => Show(Sign(session, Given(call) ?? throw Malformed(), call.Text("password")))),
        new("broadcast", Needs.Network, "tx", call => Broadcast(session.Outbox, call)),
        new("gettransaction", Needs.Network, "txid", call => Find(session, call.Required("txid"))),
        new("deserialize", Needs.Nothing, "tx", call => TransactionView.Of(session.Folder.Network, Given(call) ?? throw Malformed())),
    ];

    private static JsonObject Pay(Session session, CallArguments call, (string To, JsonElement? Amount)[] given)
    {
        if (call["fee"] is not null && call["feerate"] is not null)
        {
            throw RpcFault.Python("ValueError", "Cannot specify both 'fee' and 'feerate' at the same time!", "_mktx");
        }

        var wish = new PaymentWish(
            [.. given.Select(o => (Target(session, o.To), Satoshi(o.Amount)))],
            Satoshi(call["fee"]),
            Rate(call),
            call.Text("from_addr") is { } from ? ChainMethods.Normal(session, from) : null,
            call.Text("change_addr") is { } change ? Target(session, change) : null,
            [.. Data(call)],
            (uint)(call.Whole("locktime") ?? session.Network.LocalHeight));
        var partial = PaymentBuilder.Build(session.Current!, wish);
        return Show(call.Flag("unsigned") ? partial : Sign(session, partial, call.Text("password")));
    }

    private static decimal Rate(CallArguments call)
    {
        if (call.Text("feerate") is not { } text)
        {
            return 1m;
        }

        return decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var rate)
            ? rate
            : throw RpcFault.Python("decimal.InvalidOperation", "[<class 'decimal.ConversionSyntax'>]", "_mktx");
    }

    private static Transaction Sign(Session session, Transaction partial, string? password) =>
        PaymentSigner.Sign(session.Current!, partial, password, session.Faults.Has(FaultKinds.NoSecp));

    /// <summary>Failures look like results here: false and a sentence.</summary>
    private static JsonArray Broadcast(Outbox outbox, CallArguments call)
    {
        if (call["tx"] is { ValueKind: JsonValueKind.String } text && text.ValueEquals(""u8))
        {
            return new JsonArray(false, "error: object of type 'NoneType' has no len()");
        }

        var transaction = Given(call);
        return outbox.Send(transaction) is { } why ? new JsonArray(false, $"error: {why}") : new JsonArray(true, transaction!.Id());
    }

    /// <summary>The wallet's own are not asked for: it may know what no server does.</summary>
    private static JsonObject Find(Session session, string id)
    {
        if (session.Current?.Book.Find(id) is { } own)
        {
            return Show(own);
        }

        session.Network.Ask();
        return session.Network.Chain.Find(id) is { } found
            ? Show(found.Transaction)
            : throw RpcFault.Python("electroncash.util.ServerError", "{'code': 2, 'message': 'No such mempool or blockchain transaction.'}", "synchronous_get");
    }

    private static IEnumerable<byte[]> Data(CallArguments call)
    {
        if (call.Text("op_return") is { } text)
        {
            var bytes = Encoding.UTF8.GetBytes(text);
            yield return bytes.Length < 76 ? [0x6a, (byte)bytes.Length, .. bytes] : [0x6a, 0x4c, (byte)bytes.Length, .. bytes];
        }

        if (call.Text("op_return_raw") is { } hex)
        {
            yield return [0x6a, .. Convert.FromHexString(hex)];
        }
    }

    private static (string To, JsonElement? Amount)[] Orders(CallArguments call)
    {
        if (call["outputs"] is not { ValueKind: JsonValueKind.Array } outputs)
        {
            throw RpcFault.Python("ValueError", "not enough values to unpack (expected 2, got 1)", "_mktx");
        }

        return outputs.GetArrayLength() == 0
            ? throw RpcFault.Python("ValueError", "min() arg is an empty sequence", "_mktx")
            : [.. outputs.EnumerateArray().Select(Order)];
    }

    private static (string To, JsonElement? Amount) Order(JsonElement pair) =>
        pair.ValueKind == JsonValueKind.Array && pair.GetArrayLength() == 2 && pair[0].ValueKind == JsonValueKind.String
            ? (pair[0].GetString()!, pair[1])
            : throw RpcFault.Python("ValueError", "not enough values to unpack (expected 2, got 1)", "_mktx");

    private static AddressTarget Target(Session session, string address) =>
        AddressTarget.TryRead(session.Folder.Network, address, out var target)
            ? target
            : throw RpcFault.Python("RuntimeWarning", $"('Invalid Bitcoin address or alias', '{address}')", "resolve");

    private static long? Satoshi(JsonElement? amount) =>
        amount is not { } value || (value.ValueKind == JsonValueKind.String && value.GetString() == "!") ? null : Amount.Read(value);

    /// <summary>A hex string, or the object that another method answered.</summary>
    private static Transaction? Given(CallArguments call) =>
        call["tx"] is { ValueKind: JsonValueKind.Object } answer && answer.TryGetProperty("hex", out var hex) && hex.ValueKind == JsonValueKind.String
            ? Transaction.Read(hex.GetString()!)
            : Transaction.Read(call.Text("tx") ?? "");

    private static RpcFault Malformed() => RpcFault.Python("electroncash.transaction.SerializationError", "attempt to read past end of buffer", "deserialize");

    private static JsonObject Show(Transaction transaction) =>
        new() { ["hex"] = transaction.Hex(), ["complete"] = transaction.Complete, ["final"] = true };
}
