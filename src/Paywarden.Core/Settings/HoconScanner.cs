using System.Globalization;
using System.Text;

namespace Paywarden.Settings;

/// <summary>Characters, blanks, comments and quoted strings of one HOCON text, with the line it is at.</summary>
internal sealed class HoconScanner(HoconSource source, int firstLine, List<HoconFault> faults)
{
    /// <summary>HOCON keeps these for itself; outside quotes they are a mistake, most often a value that wants quotes.</summary>
    private const string Reserved = "$\"{}[]:=,+#`^?!@*&\\";
    private int _at;
    private int _line = firstLine;

    public HoconSource Source => source;

    public HoconOrigin Here => new(source.Name, _line);

    public bool End => _at >= source.Text.Length;

    public char Peek => End ? '\0' : source.Text[_at];

    public bool AtComment => Peek == '#' || Looks("//");

    public bool AtLineEnd => End || Peek == '\n' || AtComment;

    public void Fault(string why) => faults.Add(new(Here, why));

    public char Next()
    {
        _line += Peek == '\n' ? 1 : 0;
        return source.Text[_at++];
    }

    public bool Take(string text)
    {
        var found = Looks(text);
        _at += found ? text.Length : 0;
        return found;
    }

    public string Blanks() => While(c => c != '\n' && (char.IsWhiteSpace(c) || c == '\uFEFF'));

    public void SkipLines()
    {
        for (Blanks(); !End && AtLineEnd; Blanks())
        {
            While(c => c != '\n');
            _ = End ? '\n' : Next();
        }
    }

    /// <summary>Goes on where the next field can be read, so that one mistake is one fault.</summary>
    public void Recover() => While(c => c is not (',' or '}' or ']' or '\n'));

    public string Unquoted(bool dots) => While(c => !char.IsWhiteSpace(c) && !char.IsControl(c) && !Reserved.Contains(c, StringComparison.Ordinal)
        && (dots || c != '.') && !Looks("//"));

    public string Quoted()
    {
        var open = Here;
        if (Take("\"\"\""))
        {
            return Tripled(open);
        }

        var text = new StringBuilder();
        for (Next(); !End && Peek is not ('"' or '\n');)
        {
            var c = Next();
            text.Append(c == '\\' ? Escape() : c);
        }

        if (!Take("\""))
        {
            faults.Add(new(open, "this quote is never closed"));
        }

        return text.ToString();
    }

    private string Tripled(HoconOrigin open)
    {
        var text = new StringBuilder();
        while (!End && !Looks("\"\"\""))
        {
            text.Append(Next());
        }

        if (!Take("\"\"\""))
        {
            faults.Add(new(open, "this \"\"\" is never closed"));
        }

        return text.Append(While(c => c == '"')).ToString(); // of more than three, the first ones belong to the text
    }

    private char Escape()
    {
        var c = End || Peek == '\n' ? ' ' : Next();
        var hex = c == 'u' && _at + 4 <= source.Text.Length ? source.Text.AsSpan(_at, 4) : default;
        if (ushort.TryParse(hex, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var code))
        {
            _at += 4;
            return (char)code;
        }

        var at = "\"\\/nrtbf".IndexOf(c, StringComparison.Ordinal);
        if (at < 0)
        {
            Fault("unknown escape in quotes: use \\\" \\\\ \\/ \\n \\r \\t \\b \\f or \\uXXXX, or three quotes for text as it stands");
        }

        return at < 0 ? c : "\"\\/\n\r\t\b\f"[at];
    }

    private bool Looks(string text) => string.CompareOrdinal(source.Text, _at, text, 0, text.Length) == 0;

    private string While(Func<char, bool> holds)
    {
        var from = _at;
        while (!End && holds(Peek))
        {
            Next();
        }

        return source.Text[from.._at];
    }
}
