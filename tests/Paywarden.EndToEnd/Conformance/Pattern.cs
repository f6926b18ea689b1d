using System.Text.Json;
using System.Text.RegularExpressions;
using Xunit.Sdk;

namespace Paywarden.Conformance;

/// <summary>
/// What a value must look like. Plain JSON is that value (an object: at least these members; ${name}: what was saved under it);
/// an object with one $-member is a condition: $any, $contains, $matches, $not, $count, $between, $all, $save.
/// </summary>
internal static class Pattern
{
    public static void Check(JsonElement pattern, JsonElement value, Variables variables, string where)
    {
        switch (pattern.ValueKind)
        {
            case JsonValueKind.Object when pattern.EnumerateObject().FirstOrDefault() is { Name: ['$', not '{', ..] } condition:
                Condition(condition, value, variables, where);
                break;
            case JsonValueKind.Object:
                Members(pattern, value, variables, where);
                break;
            case JsonValueKind.Array:
                Items(pattern, value, variables, where);
                break;
            case JsonValueKind.String:
                Require(value.ValueKind == JsonValueKind.String && value.GetString() == variables.Fill(pattern.GetString()!), pattern, value, where);
                break;
            default:
                Require(JsonElement.DeepEquals(pattern, value), pattern, value, where);
                break;
        }
    }

    private static void Condition(JsonProperty condition, JsonElement value, Variables variables, string where)
    {
        var wanted = condition.Value;
        switch (condition.Name)
        {
            case "$any":
                break;
            case "$contains":
                Require(Contains(wanted, value, variables), wanted, value, where + " contains");
                break;
            case "$matches":
                var match = Regex.Match(TextOf(value), variables.Fill(wanted.GetString()!), RegexOptions.Singleline);
                Require(match.Success, wanted, value, where + " matches");
                variables.SaveGroups(match);
                break;
            case "$not":
                Require(!Fits(wanted, value, variables), wanted, value, where + " is not");
                break;
            case "$count":
                Check(wanted, JsonSerializer.SerializeToElement(CountOf(value)), variables, where + ".count");
                break;
            case "$between":
                var number = value.ValueKind == JsonValueKind.Number ? value.GetDouble() : double.NaN;
                Require(number >= wanted[0].GetDouble() && number <= wanted[1].GetDouble(), wanted, value, where + " is between");
                break;
            case "$all":
                foreach (var each in wanted.EnumerateArray())
                {
                    Check(each, value, variables, where);
                }

                break;
            case "$save":
                variables.Save(wanted.GetString()!, value);
                break;
            default:
                throw new XunitException($"there is no condition {condition.Name}");
        }
    }

    private static void Members(JsonElement pattern, JsonElement value, Variables variables, string where)
    {
        Require(value.ValueKind == JsonValueKind.Object, pattern, value, where);
        foreach (var member in pattern.EnumerateObject())
        {
            var name = variables.Fill(member.Name);
            Require(value.TryGetProperty(name, out var found), pattern, value, $"{where}: no member {name}");
            Check(member.Value, found, variables, $"{where}.{name}");
        }
    }

    private static void Items(JsonElement pattern, JsonElement value, Variables variables, string where)
    {
        Require(value.ValueKind == JsonValueKind.Array && value.GetArrayLength() == pattern.GetArrayLength(), pattern, value, where);
        for (var i = 0; i < pattern.GetArrayLength(); i++)
        {
            Check(pattern[i], value[i], variables, $"{where}[{i}]");
        }
    }

    private static bool Contains(JsonElement wanted, JsonElement value, Variables variables) => value.ValueKind == JsonValueKind.Array
        ? value.EnumerateArray().Any(item => Fits(wanted, item, variables))
        : TextOf(value).Contains(variables.Fill(TextOf(wanted)), StringComparison.Ordinal);

    private static bool Fits(JsonElement pattern, JsonElement value, Variables variables)
    {
        try
        {
            Check(pattern, value, variables, "");
            return true;
        }
        catch (XunitException)
        {
            return false;
        }
    }

    private static int CountOf(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Array => value.GetArrayLength(),
        JsonValueKind.Object => value.GetPropertyCount(),
        _ => TextOf(value).Length,
    };

    private static string TextOf(JsonElement value) => value.ValueKind == JsonValueKind.String ? value.GetString()! : value.GetRawText();

    private static void Require(bool holds, JsonElement wanted, JsonElement value, string where)
    {
        if (!holds)
        {
            throw new XunitException($"{where}: expected {wanted.GetRawText()}, was {value.GetRawText()}");
        }
    }
}
