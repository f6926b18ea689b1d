using System.Collections.Immutable;
using System.Globalization;
using System.Reflection;

namespace Paywarden.Ledger.Words;

/// <summary>Reads what a dialect's daemons are known to say from the data file beside this code. A faulty row is our own mistake, so it throws: the
/// tests read every file.</summary>
/// <remarks>One text a line: call, match (exact, prefix, contains), code of the error (empty: it is said in a result), text, verdict, note. Semicolons
/// part them, since the texts have commas. The first row that fits counts. Texts whose verdict is "unknown" are there to show that they
/// were thought of: what no row fits is unknown too.</remarks>
internal static class WordFile
{
    private const string Header = "call;match;code;text;verdict;note";

    public static ImmutableArray<WordRow<TVerdict>> Load<TVerdict>(string dialect, string call, Func<string, TVerdict?> verdictOf)
        where TVerdict : struct, Enum
    {
        var name = dialect + ".words.csv";
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream(name)
            ?? throw new InvalidOperationException($"no word file {name} is built in");
        using var reader = new StreamReader(stream);
        return Parse(reader.ReadToEnd(), call, verdictOf);
    }

    /// <param name="verdictOf">Null: there is no verdict of that name.</param>
    public static ImmutableArray<WordRow<TVerdict>> Parse<TVerdict>(string text, string call, Func<string, TVerdict?> verdictOf)
        where TVerdict : struct, Enum
    {
        var lines = text.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        if (lines.Length == 0 || lines[0] != Header)
        {
            throw new FormatException("the first line must be: " + Header);
        }

        return [.. lines[1..].Select(Cells).Where(cells => cells[0] == call).Select(cells => RowOf(cells, verdictOf))];
    }

    private static string[] Cells(string line)
    {
        var cells = line.Split(';');
        return cells.Length == 6 && cells[0] is ("broadcast" or "build") && cells[3].Length > 0
            ? cells
            : throw new FormatException($"{line}: not six cells with a call first and a text");
    }

    private static WordRow<TVerdict> RowOf<TVerdict>(string[] cells, Func<string, TVerdict?> verdictOf)
        where TVerdict : struct, Enum => new(
        cells[1] switch
        {
            "exact" => WordMatch.Exact,
            "prefix" => WordMatch.Prefix,
            "contains" => WordMatch.Contains,
            _ => throw Fault(cells, "match"),
        },
        cells[2].Length == 0 ? null
            : int.TryParse(cells[2], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var code) ? code : throw Fault(cells, "code"),
        cells[3],
        verdictOf(cells[4]) ?? throw Fault(cells, "verdict"));

    private static FormatException Fault(string[] cells, string cell) => new($"{string.Join(';', cells)}: no such {cell}");
}
