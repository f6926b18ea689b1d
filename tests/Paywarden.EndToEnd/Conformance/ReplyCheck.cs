using System.Text.Json;
using Xunit.Sdk;

namespace Paywarden.Conformance;

/// <summary>Holds what came back against what a step expects. Where it expects nothing the call must at least have succeeded.</summary>
internal static class ReplyCheck
{
    public static void Check(Step step, Exchange exchange, Variables variables)
    {
        if (step.Text("reply") is { Length: > 0 } ending)
        {
            Assert.Contains(exchange.Ending, ending.Split('|'));
            CheckTime(step, exchange);
            return;
        }

        if (exchange.Ending != "replied")
        {
            throw new XunitException($"no reply, it was {exchange.Ending}: {exchange.Body}");
        }

        Assert.True(step.Number("status", 200) == exchange.Status, $"status {exchange.Status}: {exchange.Body}");
        CheckText(step, "body", exchange.Body, variables);
        CheckText(step, "header", exchange.Head, variables);
        CheckJson(step, exchange, variables);
        CheckTime(step, exchange);
    }

    public static void CheckText(Step step, string name, string text, Variables variables)
    {
        if (step[name] is { } pattern)
        {
            Pattern.Check(pattern, JsonSerializer.SerializeToElement(text), variables, name);
        }
    }

    private static void CheckJson(Step step, Exchange exchange, Variables variables)
    {
        if (step["json"] is { } whole)
        {
            Pattern.Check(whole, Parse(exchange), variables, "reply");
        }

        if (step["error"] is { } wanted)
        {
            Pattern.Check(wanted, Member(exchange, "error"), variables, "error");
        }
        else if (step["result"] is { } pattern)
        {
            Pattern.Check(pattern, Member(exchange, "result"), variables, "result");
        }
        else if (!step.Names.Any(Vocabulary.Expectations.Contains))
        {
            Member(exchange, "result");
        }
    }

    private static void CheckTime(Step step, Exchange exchange)
    {
        var took = exchange.Took.TotalMilliseconds;
        Assert.True(took >= step.Number("atLeast", 0), $"took only {took:0} ms");
        Assert.True(took <= step.Number("within", int.MaxValue), $"took {took:0} ms");
    }

    private static JsonElement Member(Exchange exchange, string name)
    {
        var reply = Parse(exchange);
        return reply.ValueKind == JsonValueKind.Object && reply.TryGetProperty(name, out var member)
            && (name == "error" || !reply.TryGetProperty("error", out var error) || error.ValueKind == JsonValueKind.Null)
                ? member
                : throw new XunitException($"no {name} in {exchange.Body}");
    }

    private static JsonElement Parse(Exchange exchange)
    {
        try
        {
            return JsonDocument.Parse(exchange.Body).RootElement;
        }
        catch (JsonException)
        {
            throw new XunitException($"no JSON: {exchange.Body}");
        }
    }
}
