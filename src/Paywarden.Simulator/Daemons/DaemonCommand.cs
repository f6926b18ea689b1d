using System.Diagnostics;
using System.Text.Json;
using Paywarden.Faults;
using Paywarden.Kernel;

namespace Paywarden.Daemons;

/// <summary>`daemon` in its forms: alone it is the daemon; `start` leaves one behind; everything else is a call to the living one.</summary>
internal static class DaemonCommand
{
    public static int Run(Arguments arguments)
    {
        var faults = new FaultBoard();
        var folder = DataFolder.Of(arguments);
        if (Plant(faults, arguments, folder) is { } why)
        {
            Terminal.Complain(why);
            return 2;
        }

        folder.Create();
        var config = DaemonConfig.Load(folder, arguments);
        var lockFile = new DaemonLock(folder.Lock);
        if (arguments.LockHeld)
        {
            return RpcDaemon.Run(folder, config, faults);
        }

        if (arguments.Subcommand is not ("" or "start"))
        {
            return Tell(lockFile.Find(config), arguments);
        }

        if (lockFile.TakeOrFind(config) is { } living)
        {
            return Tell(living, arguments);
        }

        return arguments.Subcommand == "start" ? Leave() : RpcDaemon.Run(folder, config, faults);
    }

    private static string? Plant(FaultBoard faults, Arguments arguments, DataFolder folder)
    {
        IEnumerable<string> planted = File.Exists(folder.Faults) ? File.ReadAllLines(folder.Faults) : [];
        foreach (var text in planted.Select(l => l.Trim()).Where(l => l.Length > 0 && !l.StartsWith('#')).Concat(arguments.Faults))
        {
            if (Fault.Parse(text, out var why) is not { } fault)
            {
                return why;
            }

            faults.Arm(fault);
        }

        return null;
    }

    private static int Tell(DaemonClient? living, Arguments arguments)
    {
        if (living is null)
        {
            Terminal.Print("Daemon not running");
            return 1;
        }

        var options = new System.Text.Json.Nodes.JsonObject
        {
            ["cmd"] = "daemon",
            ["cwd"] = Environment.CurrentDirectory,
            ["electron_cash_path"] = arguments.DataDirectory,
            ["subcommand"] = arguments.Subcommand.Length == 0 ? null : arguments.Subcommand,
        };
        if (arguments.Network.Option.Length > 0)
        {
            options[arguments.Network.Option[2..]] = true;
        }

        if (arguments.WalletPath.Length > 0)
        {
            options["wallet_path"] = arguments.WalletPath;
        }

        var answer = living.Call("daemon", $"[{options.ToJsonString()}]");
        Terminal.Print(answer.ValueKind == JsonValueKind.String ? answer.GetString()! : answer.GetRawText());
        return 0;
    }

    /// <summary>The child keeps our group, session and streams, as after a fork: whoever ends the group ends it too.</summary>
    private static int Leave()
    {
        var line = Environment.GetCommandLineArgs();
        var program = Environment.ProcessPath!;
        var start = new ProcessStartInfo(program) { UseShellExecute = false };
        if (Path.GetFileNameWithoutExtension(program) == "dotnet")
        {
            start.ArgumentList.Add(line[0]);
        }

        foreach (var word in line.AsSpan(1))
        {
            start.ArgumentList.Add(word);
        }

        start.ArgumentList.Add("--lock-held");
        using var child = Process.Start(start)!;
        Terminal.Complain($"starting daemon (PID {child.Id})");
        return 0;
    }
}
