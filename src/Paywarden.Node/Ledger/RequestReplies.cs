using System.Globalization;
using System.Text.Json;
using Paywarden.Ledger.Codec;

namespace Paywarden.Ledger;

/// <summary>Requests and addresses as callers of each daemon read them, member by member in its order; what we know besides stands behind.</summary>
/// <param name="dialect">Whose form it is.</param>
/// <param name="withState">With our own word for its state, which says more than the daemons'.</param>
internal sealed class RequestReplies(string dialect, Chain chain, bool withState)
{
    /// <summary>What electrum's numbers mean (invoices.py of 4.3.4).</summary>
    private const int Unpaid = 0, Expired = 1, Paid = 3, Unconfirmed = 7;

    private static readonly Dictionary<RequestState, string> Names = new()
    {
        [RequestState.Pending] = "pending",
        [RequestState.Seen] = "seen",
        [RequestState.Paid] = "paid",
        [RequestState.Underpaid] = "underpaid",
        [RequestState.Overpaid] = "overpaid",
        [RequestState.Expired] = "expired",
        [RequestState.PaidLate] = "paid_late",
    };

    public static string Name(RequestState state) => Names[state];

    public static RequestState StateOf(string name) => Names.First(n => n.Value == name).Key;

    /// <summary>Electron Cash writes addresses without their prefix.</summary>
    public string Text(string address) => dialect == "electron-cash" ? address[(address.IndexOf(':', StringComparison.Ordinal) + 1)..] : address;

    public void Write(Utf8JsonWriter json, SeenRequest seen, DateTimeOffset now)
    {
        json.WriteStartObject();
        if (dialect == "electrum")
        {
            WriteElectrum(json, seen, now);
        }
        else
        {
            WriteElectronCash(json, seen, now);
        }

        if (withState)
        {
            json.WriteString("state"u8, Name(seen.Status.State));
            json.WriteString("received"u8, seen.Status.Received.ToString());
        }

        json.WriteEndObject();
    }

    /// <summary>What its lists are filtered by.</summary>
    public bool Is(SeenRequest seen, string filter, DateTimeOffset now) => filter switch
    {
        "paid" => dialect == "electrum" ? seen.Status.IsCovered && seen.Status.Confirmations > 0 : seen.Status.IsCovered,
        "expired" => !seen.Status.IsCovered && IsOver(seen.Row, now),
        _ => !seen.Status.IsCovered && !IsOver(seen.Row, now),
    };

    private void WriteElectronCash(Utf8JsonWriter json, SeenRequest seen, DateTimeOffset now)
    {
        var (row, terms) = (seen.Row, seen.Row.Terms!);
        json.WriteString("address"u8, Text(row.Address));
        json.WriteNumber("amount"u8, terms.Amount.Satoshis);
        json.WriteString("memo"u8, row.Memo ?? "");
        json.WriteNumber("time"u8, row.Issued / 1000);
        WriteSeconds(json, "exp", terms.ExpiresIn);
        json.WriteString("id"u8, RequestId.Of(ScriptOf(row), (uint)row.Index));
        json.WriteString("URI"u8, $"{row.Address}?amount={terms.Amount}{(row.Memo is { Length: > 0 } memo ? "&message=" + Uri.EscapeDataString(memo) : "")}");
        json.WriteString("status"u8, seen.Status.IsCovered ? "Paid" : IsOver(row, now) ? "Expired" : "Pending");
        if (seen.Status.IsCovered)
        {
            json.WriteNumber("confirmations"u8, seen.Status.Confirmations);
        }

        json.WriteString("amount (BCH)"u8, terms.Amount.ToString());
    }

    private void WriteElectrum(Utf8JsonWriter json, SeenRequest seen, DateTimeOffset now)
    {
        var (row, terms) = (seen.Row, seen.Row.Terms!);
        var seconds = row.Issued / 1000;
        var status = seen.Status.IsCovered ? (seen.Status.Confirmations > 0 ? Paid : Unconfirmed) : IsOver(row, now) ? Expired : Unpaid;
        json.WriteBoolean("is_lightning"u8, false);
        json.WriteString("amount_BTC"u8, terms.Amount.ToString());
        json.WriteString("message"u8, row.Memo ?? "");
        json.WriteNumber("timestamp"u8, seconds);
        json.WriteNumber("expiration"u8, terms.ExpiresIn == 0 ? 0 : seconds + terms.ExpiresIn);
        json.WriteNumber("status"u8, status);
        json.WriteString("status_str"u8, status switch
        {
            Paid => "Paid",
            Unconfirmed => "Unconfirmed",
            Expired => "Expired",
            _ => terms.ExpiresIn == 0 ? "Unpaid" : "Expires in " + ElectrumAge.Of(terms.Expires(row.IssuedAt)!.Value - now),
        });
        json.WriteString("request_id"u8, RequestId.Of(ScriptOf(row), (uint)row.Index));
        json.WriteStartArray("tx_hashes"u8);
        foreach (var txid in seen.Txids)
        {
            json.WriteStringValue(txid.ToString());
        }

        json.WriteEndArray();
        json.WriteNumber("amount_sat"u8, terms.Amount.Satoshis);
        json.WriteString("address"u8, row.Address);
        json.WriteString("URI"u8, UriOf(row, terms, seconds));
        if (seen.Status.IsCovered)
        {
            json.WriteNumber("confirmations"u8, seen.Status.Confirmations);
        }
    }

    private static string UriOf(AddressRow row, AddressTerms terms, long seconds)
    {
        var query = new List<string>();
        query.AddRange(terms.Amount > Amount.Zero ? [$"amount={terms.Amount}"] : []);
        query.AddRange(row.Memo is { Length: > 0 } memo ? [$"message={Uri.EscapeDataString(memo)}"] : []);
        query.AddRange(terms.ExpiresIn > 0 ? [string.Create(CultureInfo.InvariantCulture, $"time={seconds}&exp={terms.ExpiresIn}")] : []);
        return $"bitcoin:{row.Address}{(query.Count > 0 ? "?" : "")}{string.Join('&', query)}";
    }

    private static void WriteSeconds(Utf8JsonWriter json, string name, int seconds)
    {
        if (seconds == 0)
        {
            json.WriteNull(name);
        }
        else
        {
            json.WriteNumber(name, seconds);
        }
    }

    private static bool IsOver(AddressRow row, DateTimeOffset now) => row.Terms!.Expires(row.IssuedAt) < now;

    private Bytes ScriptOf(AddressRow row) =>
        Addresses.TryRead(chain, row.Address, out var read, out var why) ? read.Script : throw new InvalidOperationException($"a stored address cannot be read: {why}");
}
