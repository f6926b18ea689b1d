using System.Collections.Immutable;

namespace Paywarden.Settings;

/// <summary>Finds the text of an include: its name as written and the name of the source that includes it; null: there is none.</summary>
public delegate HoconSource? HoconInclude(string name, string includer);

/// <summary>Reads HOCON (github.com/lightbend/config, HOCON.md) into maps that may still hold references. Stricter than the
/// specification where leniency hides mistakes: an include must exist, a value begins on the line of its key. Any text gives a map
/// and faults; it never throws.</summary>
internal sealed class HoconReader(HoconScanner scan, HoconInclude include, List<HoconFault> faults, int includes = 0)
{
    /// <summary>Of maps and lists within each other; far above any real file, far below what the stack bears.</summary>
    private const int Deepest = 64;

    public static HoconValue.Map Document(HoconSource source, HoconInclude include, List<HoconFault> faults)
    {
        var root = new HoconValue.Map(new(source.Name, 1));
        new HoconReader(new(source, 1, faults), include, faults).Root(root, []);
        return root;
    }

    /// <summary>A single value, as an environment variable holds it.</summary>
    public static HoconValue? Single(HoconSource source, List<HoconFault> faults)
    {
        var scan = new HoconScanner(source, 0, faults);
        var value = new HoconReader(scan, (_, _) => null, faults).Value([]);
        scan.SkipLines();
        if (!scan.End)
        {
            scan.Fault("one value is expected, and something follows it");
        }

        return value;
    }

    private void Root(HoconValue.Map into, ImmutableArray<string> at)
    {
        scan.SkipLines();
        Fields(into, at, scan.Take("{") ? scan.Here : null);
        for (scan.SkipLines(); !scan.End; scan.SkipLines())
        {
            scan.Fault("the file's outer braces are closed here, so nothing may follow: one closing brace too many?");
            Fields(into, at, null);
        }
    }

    private void Fields(HoconValue.Map into, ImmutableArray<string> at, HoconOrigin? open)
    {
        for (scan.SkipLines(); !scan.End; scan.SkipLines())
        {
            if (open is not null && scan.Take("}"))
            {
                return;
            }

            if (scan.Peek is '}' or ']' or ',')
            {
                scan.Fault(scan.Peek == ',' ? "a comma with nothing before it" : $"this {scan.Peek} closes nothing");
                scan.Next();
                continue;
            }

            Field(into, at);
            EndOfEntry();
        }

        NeverClosed(open, '{');
    }

    private void Field(HoconValue.Map into, ImmutableArray<string> at)
    {
        var origin = scan.Here;
        var quoted = scan.Peek == '"';
        var path = Path();
        scan.Blanks();
        if (path is ["include"] && !quoted && scan.Peek == '"')
        {
            Include(into, at, scan.Quoted());
            return;
        }

        var append = scan.Take("+=");
        if (path.IsEmpty || at.Length + path.Length > Deepest || !(append || scan.Take("=") || scan.Take(":") || scan.Peek == '{'))
        {
            scan.Fault(path.IsEmpty ? "a key is expected here" : at.Length + path.Length > Deepest ? "nested too deep" : "= or { is expected after the key");
            scan.Recover();
            return;
        }

        var value = Value([.. at, .. path]);
        if (value is null)
        {
            faults.Add(new(origin, "the key has no value (write \"\" for an empty one)"));
            return;
        }

        HoconMerge.Put(into, path, append
            ? new HoconValue.Joined(origin, [new HoconValue.Reference(origin, [.. at, .. path], true), new HoconValue.List(origin, [value])])
            : value with { Origin = origin });
    }

    private void Include(HoconValue.Map into, ImmutableArray<string> at, string name)
    {
        if (includes < 8 && include(name, scan.Source.Name) is { } source)
        {
            new HoconReader(new(source, 1, faults), include, faults, includes + 1).Root(into, at);
            return;
        }

        scan.Fault(includes < 8 ? "the included file cannot be read" : "files include each other without end");
    }

    private ImmutableArray<string> Path()
    {
        var path = ImmutableArray.CreateBuilder<string>();
        do
        {
            var quoted = scan.Peek == '"';
            var part = quoted ? scan.Quoted() : scan.Unquoted(dots: false);
            if (part.Length == 0 && !quoted)
            {
                return [];
            }

            path.Add(part);
        }
        while (scan.Take("."));
        return path.ToImmutable();
    }

    private HoconValue? Value(ImmutableArray<string> at)
    {
        var parts = ImmutableArray.CreateBuilder<HoconValue>();
        for (var blanks = scan.Blanks(); !scan.AtLineEnd && scan.Peek is not (',' or '}' or ']'); blanks = scan.Blanks())
        {
            var origin = scan.Here;
            if (parts.Count > 0 && blanks.Length > 0)
            {
                parts.Add(new HoconValue.Text(origin, blanks, false));
            }

            parts.Add(Part(at, origin));
        }

        return parts switch
        {
            [] => null,
            [var one] => one,
            _ when parts.All(p => p is HoconValue.Text) => HoconMerge.Concat(parts.Cast<HoconValue.Text>()),
            _ => new HoconValue.Joined(parts[0].Origin, parts.ToImmutable()),
        };
    }

    private HoconValue Part(ImmutableArray<string> at, HoconOrigin origin)
    {
        var deep = at.Length >= Deepest;
        switch (scan.Peek)
        {
            case '"':
                return new HoconValue.Text(origin, scan.Quoted(), true);
            case '{' when !deep:
                var map = new HoconValue.Map(origin);
                scan.Next();
                Fields(map, at, origin);
                return map;
            case '[' when !deep:
                return Items(at, origin);
            case '$' when scan.Take("${"):
                return Reference(origin);
        }

        var text = scan.Unquoted(dots: true);
        if (text.Length == 0)
        {
            scan.Fault(deep ? "nested too deep" : $"{Shown(scan.Peek)} is not allowed outside quotes: put the value in \"quotes\"");
            scan.Next();
            scan.Recover();
        }

        return new HoconValue.Text(origin, text, text.Length == 0);
    }

    private HoconValue.List Items(ImmutableArray<string> at, HoconOrigin open)
    {
        var items = ImmutableArray.CreateBuilder<HoconValue>();
        scan.Next();
        for (scan.SkipLines(); !scan.End && scan.Peek != '}'; scan.SkipLines())
        {
            if (scan.Take("]"))
            {
                return new(open, items.ToImmutable());
            }

            if (Value([.. at, "[]"]) is { } item)
            {
                items.Add(item);
                EndOfEntry();
                continue;
            }

            scan.Fault("a comma with nothing before it");
            scan.Next();
        }

        NeverClosed(open, '[');
        return new(open, items.ToImmutable());
    }

    private HoconValue.Reference Reference(HoconOrigin origin)
    {
        var optional = scan.Take("?");
        var path = Path();
        if (path.IsEmpty || !scan.Take("}"))
        {
            scan.Fault("a reference is written ${key} or ${?key}");
            scan.Recover();
            scan.Take("}");
        }

        return new(origin, path, optional || path.IsEmpty);
    }

    private void EndOfEntry()
    {
        scan.Blanks();
        if (!scan.AtLineEnd && scan.Peek is not (',' or '}' or ']'))
        {
            scan.Fault($"a new line or a comma is expected before {Shown(scan.Peek)}");
            scan.Recover();
        }

        scan.Take(",");
    }

    private void NeverClosed(HoconOrigin? open, char bracket)
    {
        if (open is { } origin)
        {
            faults.Add(new(origin, $"this {bracket} is never closed"));
        }
    }

    private static string Shown(char c) => char.IsControl(c) || char.IsSurrogate(c) ? "a control character" : c.ToString();
}
