using System.Text.Json;
using Paywarden.Daemons;
using Paywarden.Ledger.Codec;

namespace Paywarden.Ledger.Words;

/// <summary>What came back from signing: bytes, or one sentence why there are none. Whether the bytes are what was to be signed is for
/// <see cref="Draft.Signed"/> to say.</summary>
/// <param name="Raw">Empty where there is a fault.</param>
/// <param name="Fault">Never shows what was to be signed: the account's key is in it.</param>
public sealed record SignReply(Bytes Raw, string? Fault)
{
    /// <summary>The keys are not there, and no other try finds them. A password can be mended while the transaction waits, so it is not among these.</summary>
    public bool IsForGood => Fault == NoKey;

    private const string NoKey = "it does not hold the keys of all coins of this transaction";
    private const string NoPassword = "its wallet is encrypted and no password was given";
    private const string NoForm = "it answered neither a signed transaction nor why not";

    /// <summary>A missing key is no error in either dialect, a missing password is one in Electrum only.</summary>
    public static SignReply Read(string dialect, JsonElement? result, DaemonError? error) => error is not null ? Of(error) : dialect switch
    {
        "electron-cash" or "simulator" => ElectronCash(result),
        "electrum" => Electrum(result),
        "bitcoind" => Node(result),
        _ => throw new ArgumentOutOfRangeException(nameof(dialect), dialect, "no daemon of this dialect signs"),
    };

    /// <summary>{"hex":…,"complete":true}; with complete false it is what was sent. {"error":"Password required"} is a result.</summary>
    private static SignReply ElectronCash(JsonElement? result)
    {
        if (result is not { ValueKind: JsonValueKind.Object } json)
        {
            return No(NoForm);
        }

        if (json.TryGetProperty("error", out var no))
        {
            return Quote.Text(no) is { } why ? Said(why) : No(NoForm);
        }

        return json.TryGetProperty("complete", out var complete) && json.TryGetProperty("hex", out var hex)
            ? complete.ValueKind switch
            {
                JsonValueKind.True => Hex(Quote.Text(hex)),
                JsonValueKind.False => No(NoKey),
                _ => No(NoForm),
            }
            : No(NoForm);
    }

    /// <summary>Hex when it could sign, the PSBT again when not.</summary>
    private static SignReply Electrum(JsonElement? result)
    {
        var text = result is { } json ? Quote.Text(json) : null;
        return text is not null && Psbt.LooksLike(text) ? No(NoKey) : Hex(text);
    }

    /// <summary>finalizepsbt: {"hex":…,"complete":true}, or the PSBT again with complete false.</summary>
    private static SignReply Node(JsonElement? result) =>
        result is not { ValueKind: JsonValueKind.Object } json || !json.TryGetProperty("complete", out var complete) ? No(NoForm)
        : complete.ValueKind == JsonValueKind.False ? No(NoKey)
        : Hex(json.TryGetProperty("hex", out var hex) ? Quote.Text(hex) : null);

    private static SignReply Hex(string? text) =>
        text is { Length: > 0 } && Bytes.TryHex(text, Transaction.MaxBytes, out var raw) ? new SignReply(raw, null) : No(NoForm);

    private static SignReply Of(DaemonError error) => Said(Quote.OfTraceback(error.Message), $"error {error.Code}: ");

    private static SignReply Said(string why, string before = "") =>
        why == "Password required" ? No(NoPassword)
        : why.EndsWith("Incorrect password", StringComparison.Ordinal) ? No("it refuses the password of its wallet")
        : No($"it answers {before}{Quote.Of(why)}");

    private static SignReply No(string why) => new(Bytes.Empty, why);
}
