using System.CommandLine;
using System.Text.Json;
using Paywarden.Admin;

namespace Paywarden.Verbs;

/// <summary>What is asked of one wallet.</summary>
internal static class WalletVerbs
{
    public static IEnumerable<Verb> All() => [Pause(), Resume(), Call()];

    /// <summary>Each argument that is JSON is taken as JSON (numbers keep their digits), every other as text; a single object gives named parameters.</summary>
    public static JsonElement Parameters(IReadOnlyList<string> arguments)
    {
        if (arguments.Count == 1 && AsJson(arguments[0]) is { ValueKind: JsonValueKind.Object } named)
        {
            return named;
        }

        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartArray();
            foreach (var argument in arguments)
            {
                if (AsJson(argument) is { } value)
                {
                    value.WriteTo(writer);
                }
                else
                {
                    writer.WriteStringValue(argument);
                }
            }

            writer.WriteEndArray();
        }

        return JsonDocument.Parse(buffer.ToArray()).RootElement;
    }

    private static Argument<string> Wallet() => new("wallet") { Description = "Its name" };

    private static Verb Pause()
    {
        var wallet = Wallet();
        var reason = new Option<string>("--reason") { Description = "Told to callers", Required = true };
        return new("pause", "Refuses money calls of a wallet; reads go on", (parsed, session, cancel) => session.ActAsync(
            $"api/v1/wallets/{DaemonVerbs.Escaped(parsed.GetRequiredValue(wallet))}/pause",
            JsonSerializer.Serialize(new ReasonOf(parsed.GetRequiredValue(reason)), Wire.Default.ReasonOf),
            cancel))
        {
            Arguments = [wallet],
            Options = [reason],
        };
    }

    private static Verb Resume()
    {
        var wallet = Wallet();
        return new("resume", "Takes money calls of a paused wallet again", (parsed, session, cancel) =>
            session.ActAsync($"api/v1/wallets/{DaemonVerbs.Escaped(parsed.GetRequiredValue(wallet))}/resume", null, cancel))
        {
            Arguments = [wallet],
        };
    }

    private static Verb Call()
    {
        var wallet = Wallet();
        var method = new Argument<string>("method");
        var arguments = new Argument<string[]>("args") { Description = "JSON values or text; one JSON object: named parameters", Arity = ArgumentArity.ZeroOrMore };
        var daemon = new Option<string?>("--daemon") { Description = "Only this daemon" };
        return new("call", "Runs one call as the operator and prints its result", (parsed, session, cancel) => session.ShowAsync(
            session.Node.PostAsync(
                $"api/v1/wallets/{DaemonVerbs.Escaped(parsed.GetRequiredValue(wallet))}/call",
                JsonSerializer.Serialize(new CallOf(parsed.GetRequiredValue(method), Parameters(parsed.GetValue(arguments) ?? []), parsed.GetValue(daemon)), Wire.Default.CallOf),
                Wire.Default.CallResult,
                cancel),
            called => session.Screen.Line(called.Result.ValueKind == JsonValueKind.String ? called.Result.GetString()! : called.Result.GetRawText())))
        {
            Arguments = [wallet, method, arguments],
            Options = [daemon],
        };
    }

    private static JsonElement? AsJson(string text)
    {
        try
        {
            return JsonDocument.Parse(text).RootElement;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
