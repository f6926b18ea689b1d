using System.Globalization;
using System.Text.RegularExpressions;

namespace Paywarden.Admin;

/// <summary>Prometheus' text form (version 0.0.4), read strictly: whatever a scraper might stumble over fails here.</summary>
internal sealed partial class Exposition
{
    private readonly Dictionary<string, string> _types = [];
    private readonly HashSet<string> _helped = [];
    private readonly Dictionary<string, double> _samples = [];

    /// <summary>By name and labels as they were written: <c>x{a="b"}</c>.</summary>
    public IReadOnlyDictionary<string, double> Samples => _samples;

    public IReadOnlyDictionary<string, string> Types => _types;

    public static Exposition Read(string text)
    {
        Assert.EndsWith("\n", text, StringComparison.Ordinal);
        var exposition = new Exposition();
        foreach (var line in text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Where(l => l != "# EOF"))
        {
            exposition.Take(line);
        }

        return exposition;
    }

    private void Take(string line)
    {
        if (Help().Match(line) is { Success: true } help)
        {
            Assert.True(_helped.Add(help.Groups[1].Value), $"a second HELP: {line}");
        }
        else if (Type().Match(line) is { Success: true } type)
        {
            Assert.True(_types.TryAdd(type.Groups[1].Value, type.Groups[2].Value), $"a second TYPE: {line}");
        }
        else
        {
            TakeSample(line);
        }
    }

    private void TakeSample(string line)
    {
        var sample = Sample().Match(line);
        Assert.True(sample.Success, $"neither a comment nor a sample: {line}");
        var name = sample.Groups[1].Value;
        var family = Suffix().Replace(name, "");
        Assert.True(_types.ContainsKey(name) || (_types.GetValueOrDefault(family) == "histogram"), $"a sample without its TYPE: {line}");
        var value = sample.Groups[3].Value switch { "+Inf" => double.PositiveInfinity, "NaN" => double.NaN, var number => double.Parse(number, CultureInfo.InvariantCulture) };
        Assert.True(_samples.TryAdd(name + sample.Groups[2].Value, value), $"a second sample of the same labels: {line}");
    }

    [GeneratedRegex(@"^# HELP ([a-zA-Z_:][a-zA-Z0-9_:]*) .+$")]
    private static partial Regex Help();

    [GeneratedRegex(@"^# TYPE ([a-zA-Z_:][a-zA-Z0-9_:]*) (counter|gauge|histogram)$")]
    private static partial Regex Type();

    [GeneratedRegex("""^([a-zA-Z_:][a-zA-Z0-9_:]*)(\{(?:[a-zA-Z_][a-zA-Z0-9_]*="(?:[^"\\\n]|\\["\\n])*",?)+\})? ([-+0-9.eE]+|\+Inf|NaN)(?: \d+)?$""")]
    private static partial Regex Sample();

    [GeneratedRegex("_(bucket|sum|count)$")]
    private static partial Regex Suffix();
}
