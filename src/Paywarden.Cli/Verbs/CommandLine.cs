using System.CommandLine;
using System.CommandLine.Help;
using Paywarden.Admin;

namespace Paywarden.Verbs;

/// <summary>The tree of verbs. Each verb is a function of what was parsed and a session with the node.</summary>
internal static class CommandLine
{
    private static readonly Option<bool> Json = new("--json") { Description = "Machine output: JSON, no colours", Recursive = true };

    private static readonly Option<string> Url = new("--url")
    {
        Description = "Admin address of the node",
        Recursive = true,
        DefaultValueFactory = _ => "http://127.0.0.1:7778",
    };

    private static readonly Option<string?> TokenFile = new("--token-file")
    {
        Description = "File with the node's token (else PAYWARDEN_TOKEN_FILE, PAYWARDEN_DATA/admin.token, ./data/admin.token)",
        Recursive = true,
    };

    public static async Task<int> RunAsync(string[] args, Surroundings around, CancellationToken cancel)
    {
        var root = new RootCommand("To see and steer a Paywarden node.") { Json, Url, TokenFile };
        root.Options.RemoveAll(o => o is VersionOption);
        foreach (var verb in StatusVerbs.All().Concat(TopVerb.All()).Concat(DaemonVerbs.All()).Concat(WalletVerbs.All()).Concat(PaymentVerbs.All()).Concat(EventVerbs.All()).Concat(NodeVerbs.All()).Concat(DoctorVerb.All()))
        {
            root.Add(Bind(verb, around));
        }

        var parsed = root.Parse(args);
        if (parsed.Errors.Count > 0)
        {
            foreach (var error in parsed.Errors)
            {
                await around.Error.WriteLineAsync(error.Message);
            }

            await around.Error.WriteLineAsync("Try: paywarden --help");
            return ExitCode.Usage;
        }

        return await parsed.InvokeAsync(
            new InvocationConfiguration { Output = around.Out, Error = around.Error, EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null },
            cancel);
    }

    private static Command Bind(Verb verb, Surroundings around)
    {
        var command = new Command(verb.Name, verb.Description);
        foreach (var argument in verb.Arguments)
        {
            command.Add(argument);
        }

        foreach (var option in verb.Options)
        {
            command.Add(option);
        }

        foreach (var child in verb.Children)
        {
            command.Add(Bind(child, around));
        }

        if (verb.Run is { } run)
        {
            command.SetAction(async (parsed, cancel) =>
            {
                if (!Uri.TryCreate(parsed.GetValue(Url), UriKind.Absolute, out var url) || url.Scheme is not ("http" or "https"))
                {
                    await around.Error.WriteLineAsync($"--url {parsed.GetValue(Url)} is not an address such as http://127.0.0.1:7778");
                    return ExitCode.Usage;
                }

                var token = new TokenSource(parsed.GetValue(TokenFile), around.Variable);
                using var node = new NodeClient(url, token, around.Variable("USER") is { Length: > 0 } user ? user : Environment.UserName);
                var session = new Session(node, new Screen(around, parsed.GetValue(Json)), around);
                try
                {
                    return await run(parsed, session, cancel);
                }
                catch (OperationCanceledException) when (cancel.IsCancellationRequested)
                {
                    return ExitCode.Ok; // Ctrl-C ends what follows without end
                }
            });
        }

        return command;
    }

    private static void RemoveAll(this IList<Option> options, Func<Option, bool> which)
    {
        foreach (var option in options.Where(which).ToArray())
        {
            options.Remove(option);
        }
    }
}
