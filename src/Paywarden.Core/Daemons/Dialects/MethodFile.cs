using System.Globalization;
using System.Reflection;

namespace Paywarden.Daemons.Dialects;

/// <summary>Reads a dialect's method table from the data file beside this code. A faulty row is our own mistake, so it throws: the tests read
/// every file.</summary>
/// <remarks>One method per line: name, class, place, freshness (empty: none), limit in seconds, idempotent, parameters. Parameters stand in
/// positional order with spaces between; "-name" only holds its place; "*" alone means that they are not known and anything goes. What may
/// not be passed on at all (waiting for the network, writing past the ledger) is left out.</remarks>
public static class MethodFile
{
    private const string Header = "method,class,where,fresh,limit_s,idempotent,parameters";

    public static MethodTable Load(string dialect)
    {
        var name = dialect + ".methods.csv";
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream(name)
            ?? throw new InvalidOperationException($"no method file {name} is built in");
        using var reader = new StreamReader(stream);
        return Parse(reader.ReadToEnd());
    }

    public static MethodTable Parse(string text)
    {
        var lines = text.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        if (lines.Length == 0 || lines[0] != Header)
        {
            throw new FormatException("the first line must be: " + Header);
        }

        var entries = lines[1..].Select(ParseRow).ToList();
        var twice = entries.GroupBy(e => e.Name, StringComparer.Ordinal).FirstOrDefault(g => g.Count() > 1);
        return twice is null ? new MethodTable(entries) : throw new FormatException($"{twice.Key}: listed twice");
    }

    private static MethodEntry ParseRow(string row)
    {
        var cells = row.Split(',');
        if (cells.Length != 7 || cells[0].Length == 0)
        {
            throw new FormatException($"{row}: not seven cells with a name first");
        }

        return new MethodEntry(
            cells[0],
            ClassOf(cells[1]) ?? throw Fault(row, "class"),
            PlaceOf(cells[2]) ?? throw Fault(row, "place"),
            FreshnessOf(cells[3]) ?? throw Fault(row, "freshness"),
            int.TryParse(cells[4], NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) && seconds > 0
                ? TimeSpan.FromSeconds(seconds)
                : throw Fault(row, "limit"),
            cells[6] == "*" ? null : cells[6].Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            Idempotent = cells[5] switch { "yes" => true, "no" => false, _ => throw Fault(row, "idempotent") },
        };
    }

    private static MethodClass? ClassOf(string name) => name switch
    {
        "read" => MethodClass.Read,
        "write" => MethodClass.Write,
        "allocate" => MethodClass.Allocate,
        "sign" => MethodClass.Sign,
        "broadcast" => MethodClass.Broadcast,
        "secret" => MethodClass.Secret,
        "admin" => MethodClass.Admin,
        _ => null,
    };

    private static MethodPlace? PlaceOf(string name) => name switch
    {
        "any" => MethodPlace.Any,
        "ledger" => MethodPlace.Ledger,
        "builder" => MethodPlace.Builder,
        "signer" => MethodPlace.Signer,
        "named daemon" => MethodPlace.NamedDaemon,
        "none" => MethodPlace.None,
        _ => null,
    };

    private static Freshness? FreshnessOf(string name) => name switch
    {
        "" => Freshness.None,
        "chain" => Freshness.Chain,
        "wallet" => Freshness.Wallet,
        "ledger" => Freshness.Ledger,
        _ => null,
    };

    private static FormatException Fault(string row, string cell) => new($"{row}: no such {cell}");
}
