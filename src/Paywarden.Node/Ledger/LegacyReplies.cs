using System.Text.Encodings.Web;
using System.Text.Json;
using Paywarden.Daemons;
using Paywarden.JsonRpc;
using Paywarden.Ledger.Codec;
using Paywarden.Routing;

namespace Paywarden.Ledger;

/// <summary>What a daemon of each dialect answers (measured on Electron Cash 4.4.5 and Electrum 4.3.4), said by us.</summary>
internal static class LegacyReplies
{
    private const int ElectrumError = 1;

    private static readonly JsonWriterOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static CallOutcome True => Result(json => json.WriteBooleanValue(true));

    public static CallOutcome Built(string dialect, Bytes raw) => Result(json =>
    {
        if (dialect == "electrum")
        {
            json.WriteStringValue(raw.Hex);
            return;
        }

        json.WriteStartObject();
        json.WriteString("hex"u8, raw.Hex);
        json.WriteBoolean("complete"u8, true);
        json.WriteBoolean("final"u8, true);
        json.WriteEndObject();
    });

    public static CallOutcome Sent(string dialect, Txid txid) => Result(json =>
    {
        if (dialect == "electrum")
        {
            json.WriteStringValue(txid.ToString());
            return;
        }

        json.WriteStartArray();
        json.WriteBooleanValue(true);
        json.WriteStringValue(txid.ToString());
        json.WriteEndArray();
    });

    /// <summary>To Electron Cash a refusal is a result, to Electrum an error.</summary>
    public static CallOutcome NotSent(string dialect, string words) => dialect == "electrum"
        ? Answer(
            json =>
            {
                json.WriteStartObject();
                json.WriteNumber("code"u8, ElectrumError);
                json.WriteString("message"u8, words);
                json.WriteEndObject();
            },
            isError: true)
        : Result(json =>
        {
            json.WriteStartArray();
            json.WriteBooleanValue(false);
            json.WriteStringValue("error: " + words);
            json.WriteEndArray();
        });

    public static string KnownWords(string dialect, bool isInBlock) => (dialect, isInBlock) switch
    {
        ("electrum", true) => "transaction already in block chain",
        ("electrum", false) => "txn-already-in-mempool",
        (_, true) => "The transaction already exists in the blockchain.",
        _ => "The transaction already exists in the server's mempool.",
    };

    public static string ConflictWords(string dialect) =>
        dialect == "electrum" ? "txn-mempool-conflict" : "The transaction conflicts with a transaction already in the server's mempool.";

    private static CallOutcome Result(Action<Utf8JsonWriter> write) => Answer(write, isError: false);

    private static CallOutcome Answer(Action<Utf8JsonWriter> write, bool isError)
    {
        var body = new PooledBuffer();
        using (var json = new Utf8JsonWriter(body, Readable))
        {
            write(json);
        }

        var all = new Slice(0, body.Length);
        return new CallOutcome(new DaemonAnswer(body, isError ? new RpcReply(default, all) : new RpcReply(all, default)), null, null, 0);
    }
}
