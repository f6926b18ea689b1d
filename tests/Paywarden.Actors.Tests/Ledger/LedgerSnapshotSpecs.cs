using System.Text;
using Akka.Actor;
using Paywarden.Kernel;
using Paywarden.Ledger.World;
using Paywarden.Wire;

namespace Paywarden.Ledger;

/// <summary>A ledger that is read from a snapshot is the ledger that is read from all events before it.</summary>
public sealed class LedgerSnapshotSpecs : ActorSpecs
{
    /// <summary>What follows from payments and attempts; all else must be in the snapshot.</summary>
    private static readonly string[] Derived =
    [
        nameof(LedgerState.Queue), nameof(LedgerState.Leases), nameof(LedgerState.LastOrder), nameof(LedgerState.Lane), nameof(LedgerState.ByTxid),
        nameof(LedgerState.Settled), nameof(LedgerState.Expiries), nameof(LedgerState.Sending), nameof(LedgerState.Out), nameof(LedgerState.Contested), nameof(LedgerState.Unkeyed),
    ];

    private static readonly string[] Kept =
    [
        nameof(LedgerState.Account), nameof(LedgerState.Wallet), nameof(LedgerState.Token), nameof(LedgerState.Epoch), nameof(LedgerState.Builder), nameof(LedgerState.Held),
        nameof(LedgerState.Payments), nameof(LedgerState.Attempts), nameof(LedgerState.Frozen), nameof(LedgerState.Spent), nameof(LedgerState.JustArchived),
        nameof(LedgerState.LastPayment), nameof(LedgerState.LastAttempt), nameof(LedgerState.NextIndex), nameof(LedgerState.Reserved), nameof(LedgerState.IndexFor),
        nameof(LedgerState.KeptBack), nameof(LedgerState.Foreign), nameof(LedgerState.Imported), nameof(LedgerState.Terms), nameof(LedgerState.Unfiled), nameof(LedgerState.JustFiled),
        nameof(LedgerState.IsReconciled), nameof(LedgerState.LastReconciled), nameof(LedgerState.Unexplained),
    ];

    [Fact]
    public void Nothing_of_a_ledger_is_left_out_of_its_snapshot()
    {
        var members = typeof(LedgerState).GetProperties().Where(p => p.SetMethod is not null).Select(p => p.Name);

        // A member that is new: keep it in LedgerSnapshot, under a manifest of its own, or say here that it follows from the rest.
        Assert.Equal(Kept.Concat(Derived).Order(StringComparer.Ordinal), members.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void At_any_moment_of_any_story_the_snapshot_is_the_ledger()
    {
        var serializer = new WireSerializer((ExtendedActorSystem)Sys);
        foreach (var seed in Enumerable.Range(1, 25))
        {
            var state = LedgerState.Empty;
            foreach (var (e, number) in LedgerRun.StoryOf(seed).Select((e, number) => (e, number)))
            {
                state = LedgerMachine.Apply(state, e);
                if (number % 7 == seed % 7)
                {
                    var stored = serializer.ToBinary(LedgerSnapshot.Of(state));
                    AssertSame(state, ((LedgerSnapshot)serializer.FromBinary(stored, "ledger.snapshot.1")).State(), $"seed {seed}, event {number}, {Encoding.UTF8.GetString(stored)}");
                }
            }
        }
    }

    private static void AssertSame(LedgerState state, LedgerState read, string told)
    {
        Assert.True(Text(state) == Text(read), $"{Text(state)}\nwas read as\n{Text(read)}\n{told}");

        // Of two open orders of the same the younger may be archived first, and then the events forget the older: it may be remembered again.
        Assert.True(state.LastOrder.All(o => read.LastOrder[o.Key] == o.Value), told);
    }

    private static string Text(LedgerState s) => string.Join(
        '\n',
        [
            $"{s.Wallet} {s.Account!.Key.Reveal()} {s.Account.Chain} {s.Token} {s.Epoch} {s.Builder} {s.Held} {s.LastPayment} {s.LastAttempt} {s.Imported} {s.NextIndex} {s.Lane}",
            .. s.Payments.Values.OrderBy(p => p.Number).Select(p => $"{p.Id} {p.Order.User} {string.Join(' ', p.Order.Outputs)} {p.Order.Rate} {p.Order.Expires:O} {p.At:O} {p.Number} {string.Join(' ', p.Attempts)} {p.Rejected} {p.Order.Fee} {p.Content} {p.LetGoBy}"),
            .. s.Attempts.Values.Select(a => $"{a.Number} {string.Join(' ', a.Payments)} {a.Draft.Unsigned.Hex} {string.Join(' ', a.Draft.Coins)} {string.Join(' ', a.Draft.Outputs)} {string.Join(' ', a.Draft.OwnChange)} {a.Draft.Fee} {a.Draft.Form} {a.Epoch} {a.Replaces} {a.Stage} {a.Raw.Hex} {a.Txid} {a.Height} {a.SeenBy} {a.Loss} {a.SignedAt:O} {a.SeenAt:O} {a.IsGivenUp}"),
            .. Sorted(s.Queue), .. Sorted(s.Leases), .. Sorted(s.ByTxid), .. Sorted(s.Frozen), .. Sorted(s.Reserved), .. Sorted(s.IndexFor), .. Sorted(s.Settled),
            .. Sorted(s.Expiries), .. Sorted(s.Sending), .. Sorted(s.Out), .. Sorted(s.Contested),
            .. Sorted(s.Terms), .. Sorted(s.Unfiled), .. s.JustFiled.Select(f => $"{f.For} {f.At:O}"),
            $"{s.IsReconciled} {s.LastReconciled?.At:O} {s.LastReconciled?.By} {string.Join('|', s.LastReconciled?.Differences ?? [])} {s.Unexplained.At:O}",
            .. s.Unexplained.All.Select(f => $"{f.Txid} {string.Join(' ', f.Coins)} {string.Join(' ', f.Outputs)}"),
            .. s.Payments.Values.OrderBy(p => p.Number).SelectMany(p => p.Story).Concat(s.Attempts.Values.SelectMany(a => a.Story)).Select(m => $"{m.At:O} {m.What}"),
            .. Sorted(s.KeptBack), .. Sorted(s.Unkeyed), .. Sorted(s.Foreign.Values.Select(f => $"{f.Txid} {f.Raw.Hex} {f.By} {f.At:O} {string.Join(' ', f.Spends.Order())}")),
            .. s.Spent.SelectMany(u => u.Value.Minutes.Select(m => $"{u.Key} {m.Key} {m.Value}")).Order(StringComparer.Ordinal),
            .. s.JustArchived.All.Select(a => $"{a.Payment} {a.At:O}"),
        ]);

    private static IEnumerable<string> Sorted<T>(IEnumerable<T> all) => all.Select(one => $"{one}").Order(StringComparer.Ordinal);
}
