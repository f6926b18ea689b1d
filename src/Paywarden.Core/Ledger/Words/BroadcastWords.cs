using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Text.Json;
using Paywarden.Daemons;
using Paywarden.Ledger.Codec;

namespace Paywarden.Ledger.Words;

/// <summary>What a dialect's reply to a broadcast says, by a table of its words. Whatever the table does not have is unknown, and no word of it is
/// proof of anything: a server may have sent what it says to have refused (measured).</summary>
public sealed class BroadcastWords
{
    private const string NoPrefix = "error: ";

    private static readonly FrozenDictionary<string, BroadcastWords> ByDialect = new Dictionary<string, BroadcastWords>
    {
        ["electron-cash"] = new(Load("electron-cash"), answersPair: true),
        ["simulator"] = new(Load("electron-cash"), answersPair: true),
        ["electrum"] = new(Load("electrum"), answersPair: false),
        ["bitcoind"] = new(Load("bitcoind"), answersPair: false),
    }.ToFrozenDictionary(StringComparer.Ordinal);

    private readonly ImmutableArray<WordRow<BroadcastVerdict>> _rows;
    private readonly bool _answersPair;

    /// <param name="answersPair">[true, name] or [false, "error: …"], both as results; else a name, or an error.</param>
    private BroadcastWords(ImmutableArray<WordRow<BroadcastVerdict>> rows, bool answersPair) => (_rows, _answersPair) = (rows, answersPair);

    /// <summary>Null: no daemon of this dialect is used for money.</summary>
    public static BroadcastWords? For(string dialect) => ByDialect.GetValueOrDefault(dialect);

    /// <summary>Reads the reply to a broadcast of <paramref name="ours"/>, whatever it is.</summary>
    /// <param name="result">Null: there is none.</param>
    /// <param name="error">Null: there is none.</param>
    public BroadcastReply Read(JsonElement? result, DaemonError? error, Txid ours) =>
        error is not null ? Look(error.Code, error.Message)
        : result is not { } json ? new BroadcastReply(BroadcastVerdict.Unknown, "it answered nothing")
        : (_answersPair ? Pair(json, ours) : Named(json, ours)) ?? new BroadcastReply(BroadcastVerdict.Unknown, $"it answered in a form that is not known: {Raw(json)}");

    internal static ImmutableArray<WordRow<BroadcastVerdict>> Load(string dialect) => WordFile.Load(dialect, "broadcast", VerdictOf);

    /// <summary>What a table may say of a text. Taken is not among it: that is said by our transaction's name alone.</summary>
    internal static BroadcastVerdict? VerdictOf(string name) => name switch
    {
        "known" => BroadcastVerdict.Known,
        "wrong-id" => BroadcastVerdict.WrongId,
        "ambiguous" => BroadcastVerdict.Ambiguous,
        "later" => BroadcastVerdict.Later,
        "person" => BroadcastVerdict.Person,
        "unknown" => BroadcastVerdict.Unknown,
        _ => null,
    };

    private BroadcastReply? Pair(JsonElement json, Txid ours)
    {
        if (json.ValueKind != JsonValueKind.Array || json.GetArrayLength() != 2)
        {
            return null;
        }

        return json[0].ValueKind switch
        {
            JsonValueKind.True => Named(json[1], ours),
            JsonValueKind.False when Quote.Text(json[1]) is { } said && said.StartsWith(NoPrefix, StringComparison.Ordinal) => Look(null, said[NoPrefix.Length..]),
            _ => null,
        };
    }

    private static BroadcastReply? Named(JsonElement json, Txid ours) =>
        Quote.Text(json) is not { } text || !Txid.TryRead(text, out var named) ? null
        : named == ours ? new BroadcastReply(BroadcastVerdict.Taken, named.ToString())
        : new BroadcastReply(BroadcastVerdict.WrongId, $"it named another transaction: {named}");

    private BroadcastReply Look(int? code, string said) =>
        new(_rows.FirstOrDefault(row => row.Fits(code, said))?.Verdict ?? BroadcastVerdict.Unknown, Quote.OfTraceback(said));

    private static string Raw(JsonElement json) => json.ValueKind == JsonValueKind.Undefined ? "" : Quote.Of(json.GetRawText());
}
