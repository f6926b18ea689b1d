using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Paywarden.Keys;
using Paywarden.Payments;

namespace Paywarden.Chains;

/// <summary>One line of the chain's file: the first 16 digits of the hash of what follows, a blank, JSON. Whatever else stands on a line is what somebody
/// wrote who died, and counts as nothing.</summary>
/// <param name="At">In milliseconds since 1970.</param>
internal abstract record ChainRecord(long At)
{
    private const int SumLength = 16;

    /// <summary>The money that an account begins with: each transaction, and the block that has held it since.</summary>
    public sealed record Granted(long At, string Account, IReadOnlyList<(Transaction Transaction, int Height)> Money) : ChainRecord(At);

    /// <summary>Accepted by a node. From outside: money out of nowhere, as if another wallet had sent it.</summary>
    public sealed record Sent(long At, Transaction Transaction, bool FromOutside) : ChainRecord(At);

    /// <summary>The next block, with everything that was waiting.</summary>
    public sealed record Mined(long At, int Height) : ChainRecord(At);

    public byte[] Write()
    {
        var json = Encoding.ASCII.GetBytes(Body().ToJsonString());
        return [.. Sum(json), (byte)' ', .. json, (byte)'\n'];
    }

    /// <returns>Null: not a whole record.</returns>
    public static ChainRecord? Read(ReadOnlySpan<byte> line)
    {
        if (line.Length <= SumLength || line[SumLength] != ' ' || !line[..SumLength].SequenceEqual(Sum(line[(SumLength + 1)..])))
        {
            return null;
        }

        using var json = JsonDocument.Parse(line[(SumLength + 1)..].ToArray());
        var body = json.RootElement;
        var at = body.GetProperty("at").GetInt64();
        return body.GetProperty("kind").GetString() switch
        {
            "granted" => new Granted(at, body.GetProperty("account").GetString()!, [.. body.GetProperty("money").EnumerateArray().Select(ReadMoney)]),
            "sent" => new Sent(at, ReadTransaction(body), FromOutside: false),
            "given" => new Sent(at, ReadTransaction(body), FromOutside: true),
            "mined" => new Mined(at, body.GetProperty("height").GetInt32()),
            _ => null,
        };
    }

    private JsonObject Body() => this switch
    {
        Granted granted => new JsonObject
        {
            ["kind"] = "granted",
            ["at"] = At,
            ["account"] = granted.Account,
            ["money"] = new JsonArray([.. granted.Money.Select(m => new JsonObject { ["height"] = m.Height, ["hex"] = m.Transaction.Hex() })]),
        },
        Sent sent => new JsonObject { ["kind"] = sent.FromOutside ? "given" : "sent", ["at"] = At, ["hex"] = sent.Transaction.Hex() },
        Mined mined => new JsonObject { ["kind"] = "mined", ["at"] = At, ["height"] = mined.Height },
        _ => throw new InvalidOperationException("no such record"),
    };

    private static (Transaction Transaction, int Height) ReadMoney(JsonElement money) => (ReadTransaction(money), money.GetProperty("height").GetInt32());

    private static Transaction ReadTransaction(JsonElement body) =>
        Transaction.Read(body.GetProperty("hex").GetString()!) ?? throw new InvalidDataException("the chain holds what is no transaction");

    private static byte[] Sum(ReadOnlySpan<byte> json) => Encoding.ASCII.GetBytes(Convert.ToHexStringLower(Digest.Twice(json).AsSpan(0, SumLength / 2)));
}
