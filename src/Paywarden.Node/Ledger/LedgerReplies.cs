using System.Text.Encodings.Web;
using System.Text.Json;
using Paywarden.Daemons;
using Paywarden.JsonRpc;
using Paywarden.Ledger.Codec;
using Paywarden.Routing;

namespace Paywarden.Ledger;

/// <summary>The results of the ledger's calls, as callers read them.</summary>
internal static class LedgerReplies
{
    private static readonly JsonWriterOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static CallOutcome Payment(PaymentReport payment, string wallet, bool isReplayed) => Result(json => Write(json, payment, wallet)) with { IsReplayed = isReplayed };

    /// <summary>With its whole history.</summary>
    public static CallOutcome Explained(PaymentReport payment, string wallet, Chain chain) => Result(json =>
    {
        json.WriteStartObject();
        WriteMembers(json, payment, wallet);
        WriteOrder(json, payment, chain);
        json.WriteString("waits_for"u8, payment.WaitsFor);
        json.WriteStartArray("timeline"u8);
        foreach (var moment in payment.Story)
        {
            json.WriteStartObject();
            json.WriteString("at"u8, Moment.Time(moment.At));
            json.WriteString("what"u8, moment.What);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    });

    public static CallOutcome Payments(LedgerProtocol.PaymentsTold told, string wallet, Chain chain) => Result(json =>
    {
        json.WriteStartObject();
        json.WriteStartArray("items"u8);
        foreach (var payment in told.Payments)
        {
            json.WriteStartObject();
            WriteMembers(json, payment, wallet);
            WriteOrder(json, payment, chain);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteString("next"u8, told.Next?.ToString());
        json.WriteString("as_of"u8, Moment.Time(told.AsOf));
        json.WriteEndObject();
    });

    public static CallOutcome Wallet(LedgerReport ledger, string wallet) => Result(json =>
    {
        json.WriteStartObject();
        json.WriteString("wallet"u8, wallet);
        json.WriteString("builder"u8, ledger.Builder);
        json.WriteNumber("epoch"u8, ledger.Epoch);
        json.WriteString("held"u8, ledger.Held);
        json.WriteNumber("queued"u8, ledger.Queued);
        json.WriteNumber("unsettled"u8, ledger.Unsettled);
        json.WriteNumber("leased_coins"u8, ledger.LeasedCoins);
        json.WriteString("leased"u8, ledger.Leased.ToString());
        json.WriteStartArray("waits"u8);
        foreach (var why in ledger.Waits)
        {
            json.WriteStringValue(why);
        }

        json.WriteEndArray();
        json.WriteStartArray("open"u8);
        foreach (var payment in ledger.Open)
        {
            Write(json, payment, wallet);
        }

        json.WriteEndArray();
        json.WriteEndObject();
    });

    /// <param name="request">Null: an address and no request.</param>
    public static CallOutcome Address(AddressRow row, SeenRequest? request, string? id, string wallet) => Result(json =>
    {
        json.WriteStartObject();
        json.WriteString("address"u8, row.Address);
        json.WriteNumber("index"u8, row.Index);
        json.WriteString("wallet"u8, wallet);
        if (request is { Row.Terms: { } terms, Status: var status })
        {
            json.WriteString("request_id"u8, id);
            json.WriteString("amount"u8, terms.Amount.ToString());
            json.WriteString("state"u8, RequestReplies.Name(status.State));
            if (terms.Expires(row.IssuedAt) is { } expires)
            {
                json.WriteString("expires"u8, Moment.Time(expires));
            }
        }

        json.WriteEndObject();
    });

    public static string Name(PaymentStage stage) => stage switch
    {
        PaymentStage.Accepted => "accepted",
        PaymentStage.Built => "built",
        PaymentStage.Signed => "signed",
        PaymentStage.Sent => "sent",
        PaymentStage.Seen => "seen",
        PaymentStage.Confirmed => "confirmed",
        PaymentStage.Final => "final",
        PaymentStage.Rejected => "rejected",
        _ => throw new InvalidOperationException($"unknown stage {stage}"),
    };

    private static void Write(Utf8JsonWriter json, PaymentReport payment, string wallet)
    {
        json.WriteStartObject();
        WriteMembers(json, payment, wallet);
        json.WriteEndObject();
    }

    private static void WriteOrder(Utf8JsonWriter json, PaymentReport payment, Chain chain)
    {
        json.WriteString("accepted"u8, Moment.Time(payment.Accepted));
        json.WriteStartArray("outputs"u8);
        foreach (var output in payment.Order.Outputs)
        {
            json.WriteStartObject();
            json.WriteString("address"u8, Addresses.Write(chain, output.Script));
            json.WriteString("amount"u8, output.Value.ToString());
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteMembers(Utf8JsonWriter json, PaymentReport payment, string wallet)
    {
        json.WriteString("payment_id"u8, payment.Id.Value);
        json.WriteString("state"u8, Name(payment.Stage));
        json.WriteString("txid"u8, payment.Txid?.ToString());
        json.WriteString("fee"u8, payment.Fee?.ToString());
        json.WriteString("wallet"u8, wallet);
        if (payment.Rejected is { } proof)
        {
            json.WriteString("why"u8, proof.Why);
        }
    }

    public static CallOutcome Result(Action<Utf8JsonWriter> write)
    {
        var body = new PooledBuffer();
        using (var json = new Utf8JsonWriter(body, Readable))
        {
            write(json);
        }

        return new CallOutcome(new DaemonAnswer(body, new RpcReply(new Slice(0, body.Length), default)), null, null, 0);
    }
}
