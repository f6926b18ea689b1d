using System.Text;
using System.Text.Json;
using Spectre.Console;

namespace Paywarden.Verbs;

internal enum Tone
{
    Plain,
    Good,
    Warn,
    Bad,
    Faint,
}

internal readonly record struct Cell(string Text, Tone Tone = Tone.Plain)
{
    public static implicit operator Cell(string text) => new(text);

    public static Cell From(string text) => new(text);
}

/// <summary>Where a verb writes: a terminal with colours, or plain text that scripts and mail can take. Whatever comes from a daemon or a
/// file loses its control characters here, so that no output can steer the operator's terminal.</summary>
internal sealed class Screen(Surroundings around, bool json)
{
    public bool Json => json;

    public void Raw(string text) => around.Out.WriteLine(text);

    public void Line(string text = "", Tone tone = Tone.Plain)
    {
        if (around.Ansi is { } ansi)
        {
            ansi.Write(new Text(Clean(text) + "\n", Style(tone)));
        }
        else
        {
            around.Out.WriteLine(Clean(text));
        }
    }

    /// <summary>One line of a log, as an object of its own with --json.</summary>
    public void Log(string line)
    {
        if (json)
        {
            Raw($"{{\"line\":{JsonSerializer.Serialize(line, Admin.Wire.Default.String)}}}");
        }
        else
        {
            Line(line);
        }
    }

    public void Fail(Admin.Failure failure) => around.Error.WriteLine(
        json ? $"{{\"error\":{JsonSerializer.Serialize(failure.Why, Admin.Wire.Default.String)},\"exit\":{failure.Exit}}}" : Clean(failure.Why));

    public void Table(string[] heads, IReadOnlyList<Cell[]> rows)
    {
        if (around.Ansi is { } ansi)
        {
            ansi.Write(Drawn(heads, rows));
            return;
        }

        var widths = heads.Select((head, i) => rows.Select(row => Clean(row[i].Text).Length).Append(head.Length).Max()).ToArray();
        Write(heads);
        foreach (var row in rows)
        {
            Write([.. row.Select(cell => Clean(cell.Text))]);
        }

        void Write(string[] cells) =>
            around.Out.WriteLine(string.Join("  ", cells.Select((cell, i) => cell.PadRight(widths[i]))).TrimEnd());
    }

    public static Table Drawn(string[] heads, IReadOnlyList<Cell[]> rows)
    {
        var table = new Table().NoBorder();
        foreach (var head in heads)
        {
            table.AddColumn(new TableColumn(new Text(head, Style(Tone.Faint))) { NoWrap = head is not "why", Padding = new Padding(0, 0, 2, 0) });
        }

        foreach (var row in rows)
        {
            table.AddRow(row.Select(cell => new Text(Clean(cell.Text), Style(cell.Tone))));
        }

        return table;
    }

    public static Text Styled(string text, Tone tone) => new(Clean(text), Style(tone));

    public static string Clean(string text)
    {
        var clean = new StringBuilder(text.Length);
        foreach (var c in text)
        {
            clean.Append(c is '\n' or '\t' || !char.IsControl(c) ? c : '?');
        }

        return clean.ToString();
    }

    private static Style Style(Tone tone) => tone switch
    {
        Tone.Good => new Style(Color.Green),
        Tone.Warn => new Style(Color.Yellow),
        Tone.Bad => new Style(Color.Red, decoration: Decoration.Bold),
        Tone.Faint => new Style(Color.Grey),
        _ => Spectre.Console.Style.Plain,
    };
}
