using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Paywarden.Admin;

namespace Paywarden.Verbs;

/// <summary>What is asked of payments, and of a ledger that has to be compared with its chain.</summary>
internal static class PaymentVerbs
{
    private static readonly string[] Heads = ["payment", "wallet", "user", "state", "amount", "fee", "age", "txid"];

    private static readonly string[] Filters = ["wallet", "user", "state", "since", "until", "address", "txid", "after"];

    public static IEnumerable<Verb> All() => [Pay(), Payments(), Cancel(), Replace(), Reconcile(), Release()];

    private static Argument<string> Payment() => new("payment") { Description = "Its id, as pay gave it" };

    private static Argument<string> Wallet() => new("wallet") { Description = "Its name" };

    private static string Path(string payment, string act = "") => $"api/v1/payments/{DaemonVerbs.Escaped(payment)}{act}";

    private static Verb Pay()
    {
        var wallet = Wallet();
        var address = new Argument<string>("address");
        var amount = new Argument<string>("amount") { Description = "In coins, such as 0.005" };
        var key = new Option<string>("--key") { Description = "Names the payment: the same key again pays nothing twice", Required = true };
        var twice = new Option<bool>("--allow-duplicate") { Description = "Pays though the same was ordered a moment ago" };
        var wait = new Option<string>("--wait") { Description = "Until it is accepted, signed, seen or confirmed", DefaultValueFactory = _ => "seen" };
        return new("pay", "Pays an address once, as the operator", (parsed, session, cancel) =>
        {
            var order = new OrderOf([new(parsed.GetRequiredValue(address), parsed.GetRequiredValue(amount))], parsed.GetRequiredValue(key), parsed.GetValue(wait)!, parsed.GetValue(twice));
            var call = new CallOf("pay", JsonSerializer.SerializeToElement(order, Wire.Default.OrderOf), null);
            return session.ShowAsync(
                session.Node.PostAsync($"api/v1/wallets/{DaemonVerbs.Escaped(parsed.GetRequiredValue(wallet))}/call", JsonSerializer.Serialize(call, Wire.Default.CallOf), Wire.Default.CallResult, cancel),
                paid => session.Screen.Line($"payment {Text(paid.Result, "payment_id")} is {Text(paid.Result, "state")}{(Text(paid.Result, "txid") is { Length: > 0 } txid ? $" as {txid}, with a fee of {Text(paid.Result, "fee")}" : "")}"));
        })
        {
            Arguments = [wallet, address, amount],
            Options = [key, twice, wait],
        };
    }

    private static Verb Payments()
    {
        var payment = new Argument<string?>("payment") { Description = "Only this one, with all that happened to it", Arity = ArgumentArity.ZeroOrOne };
        var filters = Filters.Select(name => new Option<string?>($"--{name}")).ToArray();
        var limit = new Option<int>("--limit", "-n") { Description = "How many", DefaultValueFactory = _ => 50 };
        return new("payments", "Payments, newest first, or one of them with its whole story", (parsed, session, cancel) =>
        {
            if (parsed.GetValue(payment) is { } id)
            {
                return session.ShowAsync(Path(id), Wire.Default.PaymentItem, one => Explain(session, one), cancel);
            }

            var query = filters.Select(f => (Name: f.Name[2..], Value: parsed.GetValue(f))).Where(f => f.Value is not null).Select(f => $"&{f.Name}={Uri.EscapeDataString(f.Value!)}");
            return session.ShowAsync($"api/v1/payments?limit={parsed.GetValue(limit).ToString(CultureInfo.InvariantCulture)}{string.Concat(query)}", Wire.Default.PaymentItems, page => Show(session, page), cancel);
        })
        {
            Arguments = [payment],
            Options = [limit, .. filters],
        };
    }

    private static void Show(Session session, PaymentItems page)
    {
        session.Screen.Table(Heads, [.. page.Items.Select(p => new Cell[] { p.Id, p.Wallet, p.User, new(p.State, ToneOf(p.State)), p.Amount, p.Fee ?? "-", Ago.Of(session.Now - p.Accepted), p.Txid ?? "-" })]);
        foreach (var missing in page.Missing)
        {
            session.Screen.Line(missing, Tone.Bad);
        }

        if (page.Next is { } next)
        {
            session.Screen.Line($"more: --after {next}", Tone.Faint);
        }
    }

    private static void Explain(Session session, PaymentItem p)
    {
        session.Screen.Line($"payment {p.Id} of {p.User} from {p.Wallet}: {p.State}{(p.Txid is { } txid ? $" as {txid}" : "")}{(p.Fee is { } fee ? $", with a fee of {fee}" : "")}", ToneOf(p.State));
        foreach (var output in p.Outputs)
        {
            session.Screen.Line($"  {output.Amount} to {output.Address ?? "a script without an address"}");
        }

        foreach (var moment in p.Timeline)
        {
            session.Screen.Line($"{moment.At.ToUniversalTime().ToString("yyyy-MM-dd HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture)} {moment.What}");
        }

        if (p.WaitsFor is { } waits)
        {
            session.Screen.Line($"It waits {waits}");
        }
    }

    private static Verb Cancel()
    {
        var payment = Payment();
        return new("cancel", "Takes back a payment that is not signed yet", (parsed, session, cancel) => session.ActAsync(Path(parsed.GetRequiredValue(payment), "/cancel"), null, cancel))
        {
            Arguments = [payment],
        };
    }

    private static Verb Replace()
    {
        var payment = Payment();
        var rate = new Option<string>("--fee-rate") { Description = "Satoshis a byte", Required = true };
        return new("replace", "Makes a payment that is stuck again, over the same coins and with a higher fee", (parsed, session, cancel) => session.ActAsync(
            Path(parsed.GetRequiredValue(payment), "/replace"), JsonSerializer.Serialize(new RateOf(parsed.GetRequiredValue(rate)), Wire.Default.RateOf), cancel))
        {
            Arguments = [payment],
            Options = [rate],
        };
    }

    private static Verb Reconcile()
    {
        var wallet = Wallet();
        return new("reconcile", "Compares the ledger with the chain and names each difference", (parsed, session, cancel) => session.ShowAsync(
            session.Node.PostAsync($"api/v1/wallets/{DaemonVerbs.Escaped(parsed.GetRequiredValue(wallet))}/reconcile", null, Wire.Default.Compared, cancel),
            found =>
            {
                foreach (var difference in found.Differences)
                {
                    session.Screen.Line($"- {difference}", Tone.Warn);
                }

                session.Screen.Line(found.Text);
            }))
        {
            Arguments = [wallet],
        };
    }

    private static Verb Release()
    {
        var wallet = Wallet();
        var reason = new Option<string>("--reason") { Description = "Written down with your name", Required = true };
        return new("release", "Ends the hold of a wallet that was reconciled", (parsed, session, cancel) => session.ActAsync(
            $"api/v1/wallets/{DaemonVerbs.Escaped(parsed.GetRequiredValue(wallet))}/release",
            JsonSerializer.Serialize(new ReasonOf(parsed.GetRequiredValue(reason)), Wire.Default.ReasonOf),
            cancel))
        {
            Arguments = [wallet],
            Options = [reason],
        };
    }

    private static Tone ToneOf(string state) => state switch { "final" or "confirmed" or "seen" => Tone.Good, "rejected" => Tone.Bad, _ => Tone.Warn };

    private static string Text(JsonElement json, string name) => json.TryGetProperty(name, out var value) ? value.ToString() : "";
}
