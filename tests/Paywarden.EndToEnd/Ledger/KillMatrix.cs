using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Globalization;
using System.Text;

namespace Paywarden.Ledger;

/// <summary>A step of a payment: an append to the journal, or a call to a daemon.</summary>
/// <param name="Name">Of the event, or of the daemon's method.</param>
/// <param name="Blocks">That must come before a payment gets there.</param>
internal sealed record KillPoint(string Name, bool IsAppend, int Blocks = 0)
{
    public string When(string when) => $"{(IsAppend ? "append" : "call")}-{Name}-{when}";
}

/// <summary>What goes wrong at a step.</summary>
internal enum Mishap
{
    NodeDiesBefore,
    NodeDiesAfter,
    DaemonDiesBefore,
    DaemonDiesAfter,
    ReplyLost,
    ReplyLate,
}

internal sealed record KillCell(KillPoint Point, Mishap Mishap)
{
    public string Name => $"{(Point.IsAppend ? "append" : "call")}-{Point.Name}-{Mishap}".ToLowerInvariant();
}

/// <summary>Every step of a payment against everything that can go wrong at it.</summary>
internal sealed class KillMatrix
{
    /// <summary>In the order in which a payment passes them. Not here is what an ordinary payment does not pass: the ledger's own appends, and how one ends that
    /// a conflict or a reorganisation meets.</summary>
    public static readonly ImmutableArray<KillPoint> Points =
    [
        new("Accepted", IsAppend: true),
        new("is_synchronized", IsAppend: false),
        new("listunspent", IsAppend: false),
        new("freeze_utxo", IsAppend: false),
        new("unfreeze_utxo", IsAppend: false),
        new("paytomany", IsAppend: false),
        new("listaddresses", IsAppend: false),
        new("getaddressunspent", IsAppend: false),
        new("Built", IsAppend: true),
        new("signtransaction", IsAppend: false),
        new("Signed", IsAppend: true),
        new("Exposed", IsAppend: true),
        new("broadcast", IsAppend: false),
        new("getaddresshistory", IsAppend: false),
        new("Seen", IsAppend: true),
        new("getinfo", IsAppend: false),
        new("history", IsAppend: false),
        new("Confirmed", IsAppend: true, Blocks: 1),
        new("Final", IsAppend: true, Blocks: 10),
        new("Archived", IsAppend: true, Blocks: 10),
    ];

    private static readonly ImmutableArray<(Mishap Mishap, string Title)> Columns =
    [
        (Mishap.NodeDiesBefore, "node -9 before"),
        (Mishap.NodeDiesAfter, "node -9 after"),
        (Mishap.DaemonDiesBefore, "daemon -9 before"),
        (Mishap.DaemonDiesAfter, "daemon -9 after"),
        (Mishap.ReplyLost, "reply lost"),
        (Mishap.ReplyLate, "reply late"),
    ];

    private readonly ConcurrentDictionary<KillCell, string> _verdicts = [];

    /// <summary>Cells in which something can happen. In an append no daemon takes part, so nobody there can kill one or lose its reply.</summary>
    public static IEnumerable<KillCell> Cells =>
        from column in Columns
        from point in Points
        where Applies(point, column.Mishap)
        select new KillCell(point, column.Mishap);

    public int Played => _verdicts.Count;

    public void Tell(KillCell cell, string verdict) => Assert.True(_verdicts.TryAdd(cell, verdict), $"{cell.Name} was played twice");

    /// <summary>The lines of the table, and then why some cells hold a dash.</summary>
    public IEnumerable<string> Render()
    {
        yield return Line("step", Columns.Select(c => c.Title));
        foreach (var point in Points)
        {
            yield return Line((point.IsAppend ? "append " : "call ") + point.Name, Columns.Select(c => Applies(point, c.Mishap) ? _verdicts.GetValueOrDefault(new KillCell(point, c.Mishap), "NOT PLAYED") : "-"));
        }

        yield return "-: no daemon takes part in an append. once: paid once on the chain, its exact amount, and the caller's final view right; seconds from order to archive";
    }

    public static string Once(TimeSpan took) => string.Create(CultureInfo.InvariantCulture, $"once {took.TotalSeconds:0.0} s");

    private static bool Applies(KillPoint point, Mishap mishap) => !point.IsAppend || mishap is Mishap.NodeDiesBefore or Mishap.NodeDiesAfter;

    private static string Line(string first, IEnumerable<string> cells) =>
        cells.Aggregate(new StringBuilder(first.PadRight(24)), (line, cell) => line.Append("| ").Append(cell.PadRight(17))).ToString().TrimEnd();
}
