using System.CommandLine;
using Paywarden.Admin;

namespace Paywarden.Verbs;

/// <summary>The manual for a bad night in one command.</summary>
internal static class DoctorVerb
{
    private const string Bad = "bad";
    private const string Warn = "warn";

    public static IEnumerable<Verb> All()
    {
        var wallet = new Argument<string?>("wallet") { Description = "Only this wallet", Arity = ArgumentArity.ZeroOrOne };
        yield return new("doctor", "Looks at everything and says what to do; fails where something is bad", (parsed, session, cancel) => ExamineAsync(session, parsed.GetValue(wallet), cancel))
        {
            Arguments = [wallet],
        };
    }

    private static async Task<int> ExamineAsync(Session session, string? wallet, CancellationToken cancel)
    {
        var path = wallet is null ? "api/v1/doctor" : $"api/v1/doctor?wallet={DaemonVerbs.Escaped(wallet)}";
        var reply = await session.Node.GetAsync(path, Wire.Default.ItemsOfCheckItem, cancel);
        var shown = await session.ShowAsync(Task.FromResult(reply), found => Show(session.Screen, found.Items));
        return reply is Reply<ItemsOf<CheckItem>>.Good good && good.Value.Items.Any(c => c.Verdict == Bad) ? ExitCode.Failed : shown;
    }

    private static void Show(Screen screen, IReadOnlyCollection<CheckItem> checks)
    {
        foreach (var subject in checks.GroupBy(c => c.Subject, StringComparer.Ordinal))
        {
            screen.Line(subject.Key);
            foreach (var check in subject)
            {
                screen.Line($"  {Word(check.Verdict),-4}  {check.Check}: {check.Seen}", check.Verdict switch { Bad => Tone.Bad, Warn => Tone.Warn, _ => Tone.Plain });
                if (check.Cure.Length > 0)
                {
                    screen.Line($"        -> {check.Cure}");
                }
            }

            screen.Line();
        }

        var (bad, warn) = (checks.Count(c => c.Verdict == Bad), checks.Count(c => c.Verdict == Warn));
        screen.Line($"{checks.Count} checks: {bad} bad, {warn} to watch", bad > 0 ? Tone.Bad : warn > 0 ? Tone.Warn : Tone.Good);
    }

    private static string Word(string verdict) => verdict == Bad ? "BAD" : verdict;
}
