using System.CommandLine;
using System.Reflection;
using System.Text.Json;
using Paywarden.Admin;

namespace Paywarden.Verbs;

/// <summary>reload, config check, version.</summary>
internal static class NodeVerbs
{
    public static IEnumerable<Verb> All() =>
    [
        new("reload", "Has the node read its configuration again", (_, session, cancel) => session.ShowAsync(
            session.Node.PostAsync("api/v1/reload", null, Wire.Default.Reloaded, cancel),
            done =>
            {
                session.Screen.Line(done.Applied.IsDefaultOrEmpty ? "nothing to take over" : $"taken over: {string.Join(", ", done.Applied)}");
                if (!done.NeedRestart.IsDefaultOrEmpty)
                {
                    session.Screen.Line($"needs a restart of the node: {string.Join(", ", done.NeedRestart)}", Tone.Warn);
                }
            })),
        new("config", "The configuration") { Children = [Check()] },
        new("version", "The version of this command", (_, session, _) =>
        {
            var full = typeof(NodeVerbs).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "0";
            var version = full.IndexOf('+', StringComparison.Ordinal) is var plus and > 0 ? full[..Math.Min(full.Length, plus + 8)] : full;
            session.Screen.Raw(session.Screen.Json ? $"{{\"version\":{JsonSerializer.Serialize(version, Wire.Default.String)}}}" : version);
            return Task.FromResult(ExitCode.Ok);
        }),
    ];

    private static Verb Check()
    {
        var file = new Argument<string>("file");
        return new("check", "Every fault of a configuration file, without a node", (parsed, session, _) =>
        {
            var faults = session.Around.Check(parsed.GetRequiredValue(file));
            if (session.Screen.Json)
            {
                session.Screen.Raw($"{{\"faults\":{JsonSerializer.Serialize([.. faults], Wire.Default.StringArray)}}}");
            }
            else
            {
                foreach (var fault in faults.DefaultIfEmpty("no faults"))
                {
                    session.Screen.Line(fault);
                }
            }

            return Task.FromResult(faults.Count == 0 ? ExitCode.Ok : ExitCode.Failed);
        })
        {
            Arguments = [file],
        };
    }
}
