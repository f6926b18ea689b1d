using System.Runtime.Versioning;
using Paywarden.Daemons;
using Paywarden.Faults;
using Paywarden.JsonRpc;
using Paywarden.Kernel;

[assembly: SupportedOSPlatform("linux")]

if (!OperatingSystem.IsLinux())
{
    Terminal.Complain("paywarden-simulator runs on Linux only.");
    return 78;
}

if (Arguments.Parse(args, out var why) is not { } arguments)
{
    Terminal.Complain(why);
    return 2;
}

try
{
    return Run(arguments);
}
catch (Exception disk) when (disk is IOException or UnauthorizedAccessException)
{
    // A full disk or a folder that is not ours, met while starting.
    Terminal.Complain($"Traceback (most recent call last):\nOSError: {RpcFault.Errno(disk)}");
    return 1;
}

static int Run(Arguments arguments) => arguments.Command switch
{
    "daemon" => DaemonCommand.Run(arguments),
    "create" => CreateCommand.Run(arguments),
    "restore" => RestoreCommand.Run(arguments),
    "mine" or "fund" => ChainCommand.Run(arguments),
    var other => Help(other == "help" ? 0 : 2),
};

static int Help(int code)
{
    Terminal.Print(
        """
        A wallet daemon for rehearsal: behaves like Electron Cash 4.4.5, and fails on request. Its money is worth nothing.

          paywarden-simulator [--regtest|--testnet] [-D DIR] daemon                      in the foreground
          paywarden-simulator [--regtest|--testnet] [-D DIR] daemon start|stop|status
          paywarden-simulator [--regtest|--testnet] [-D DIR] daemon load_wallet [-w PATH]
          paywarden-simulator [--regtest|--testnet] [-D DIR] create [-w PATH] [--seed S] [--password-file FILE|-] [--funded N] [--watch-only]
          paywarden-simulator [--regtest|--testnet] [-D DIR] restore XPUB|XPRV|SEED|- [-w PATH] [--password-file FILE|-] [--funded N]
          paywarden-simulator [--regtest|--testnet] [-D DIR] mine N | fund ADDRESS AMOUNT

        Daemons share a chain when they are given the same folder: --chain DIR, or a path as "server" or "simulator_chain" in their
        configurations; else each has one of its own. --mine-every SECONDS, or "simulator_mine_every", brings blocks while payments wait for them.

        Faults, which no real daemon has: --fault "KIND[=ARGUMENT] [name=value]...", one per line in DIR/faults, or
        the RPC method simulator_fault. Names: method, at (its n-th call), times, when (now, start, before, after), exit, later, line.

        """);
    foreach (var (kind, does) in FaultKinds.All)
    {
        Terminal.Print($"  {kind,-18} {does}");
    }

    return code;
}
