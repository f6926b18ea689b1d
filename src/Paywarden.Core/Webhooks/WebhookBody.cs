using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Paywarden.Ledger;
using Paywarden.Ledger.Codec;

namespace Paywarden.Webhooks;

/// <summary>The body of a delivery. Written once and kept: every try sends the same bytes.</summary>
public static class WebhookBody
{
    private static readonly JsonWriterOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static string Write(WebhookEvent e, string ledger, string wallet, Chain chain, string target)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer, Readable))
        {
            json.WriteStartObject();
            json.WriteString("id"u8, e.IdFor(ledger, target));
            json.WriteString("type"u8, e.Kind);
            json.WriteString("time"u8, Moment.Time(e.At));
            json.WriteString("wallet"u8, wallet);
            json.WriteString("ledger"u8, ledger);
            json.WriteNumber("sequence"u8, e.Sequence);
            Write(json, e.Content, wallet, chain);
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    private static void Write(Utf8JsonWriter json, WebhookContent content, string wallet, Chain chain)
    {
        switch (content)
        {
            case WebhookContent.Payment payment:
                Write(json, payment, wallet, chain);
                break;
            case WebhookContent.Address address:
                json.WriteString("address"u8, address.Text);
                json.WriteNumber("index"u8, address.Index);
                break;
            case WebhookContent.Wallet w:
                json.WriteString("why"u8, w.Why);
                if (w.By is not null)
                {
                    json.WriteString("by"u8, w.By);
                }

                break;
            default:
                throw new InvalidOperationException($"nothing is written of {content}");
        }
    }

    private static void Write(Utf8JsonWriter json, WebhookContent.Payment payment, string wallet, Chain chain)
    {
        json.WriteStartObject("payment"u8);
        json.WriteString("payment_id"u8, payment.Order.Id.Value);
        json.WriteString("state"u8, payment.Stage.ToString().ToLowerInvariant());
        json.WriteString("txid"u8, payment.Txid?.ToString());
        json.WriteString("fee"u8, payment.Fee?.ToString());
        json.WriteString("wallet"u8, wallet);
        if (payment.Why is not null)
        {
            json.WriteString("why"u8, payment.Why);
        }

        json.WriteString("user"u8, payment.Order.User);
        json.WriteString("accepted"u8, Moment.Time(payment.Accepted));
        json.WriteString("expires"u8, Moment.Time(payment.Order.Expires));
        json.WriteStartArray("outputs"u8);
        foreach (var output in payment.Order.Outputs)
        {
            json.WriteStartObject();
            json.WriteString("address"u8, Addresses.Write(chain, output.Script));
            json.WriteString("amount"u8, output.Value.ToString());
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

}
