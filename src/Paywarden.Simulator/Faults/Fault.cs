using System.Globalization;

namespace Paywarden.Faults;

/// <summary>
/// One fault asked for, written "KIND[=ARGUMENT] [name=value]…": "slow=3000 method=getbalance times=1". The same form on the command
/// line (--fault), in DIR/faults (one per line) and in the control method; FaultKinds says what each kind does.
/// </summary>
internal sealed class Fault
{
    private readonly Dictionary<string, string> _named = [];
    private int _seen;

    private Fault(string text, string kind, string? argument) => (Text, Kind, Argument) = (text, kind, argument);

    /// <summary>As it was written.</summary>
    public string Text { get; }

    public string Kind { get; }

    /// <summary>What stands after KIND=, or null.</summary>
    public string? Argument { get; }

    public string When => this["when"] ?? (Argument is not null && FaultKinds.Moments.Contains(Argument) ? Argument : "before");

    public string? this[string name] => _named.GetValueOrDefault(name);

    public int Amount(int otherwise) => int.TryParse(Argument, CultureInfo.InvariantCulture, out var number) ? number : otherwise;

    public int? Number(string name) =>
        this[name] is { } text && int.TryParse(text, CultureInfo.InvariantCulture, out var number) ? number : null;

    /// <summary>Counts one call and says whether it is struck: the calls of method= (else all), from the at= one on, times= of them (else all).</summary>
    public bool Strikes(string method)
    {
        if (When is "start" || (this["method"] is { } only && only != method))
        {
            return false;
        }

        var first = Number("at") ?? 1;
        _seen++;
        return _seen >= first && (Number("times") is not { } times || _seen < first + times);
    }

    /// <returns>Null and a sentence for what is no fault.</returns>
    public static Fault? Parse(string text, out string why)
    {
        // A line to say may hold blanks, so it takes the rest.
        var line = text.IndexOf(" line=", StringComparison.Ordinal);
        var words = (line < 0 ? text : text[..line]).Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var (kind, argument) = Halves(words.Length == 0 ? "" : words[0]);
        if (!FaultKinds.All.ContainsKey(kind))
        {
            why = $"There is no fault '{kind}'; there are: {string.Join(", ", FaultKinds.All.Keys)}.";
            return null;
        }

        var fault = new Fault(text, kind, argument);
        foreach (var word in words.AsSpan(1))
        {
            var (name, value) = Halves(word);
            if (value is null || !FaultKinds.Names.Contains(name))
            {
                why = $"'{word}' is not name=value with one of: {string.Join(", ", FaultKinds.Names)}.";
                return null;
            }

            fault._named[name] = value;
        }

        if (line >= 0)
        {
            fault._named["line"] = text[(line + 6)..];
        }

        why = "";
        return fault;
    }

    private static (string Name, string? Value) Halves(string word)
    {
        var equals = word.IndexOf('=', StringComparison.Ordinal);
        return equals < 0 ? (word, null) : (word[..equals], word[(equals + 1)..]);
    }
}
