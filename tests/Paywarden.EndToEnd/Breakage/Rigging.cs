using System.Runtime.InteropServices;
using Paywarden.Harness;

namespace Paywarden.Breakage;

/// <summary>A command for daemons that runs a hook of the test before the real program: so one daemon of a wallet can be made to
/// break its start while the others, with the same command, go on.</summary>
internal sealed class Rigging
{
    private readonly string _script;
    private readonly string _hooks;

    public Rigging(Scene scene)
    {
        _hooks = scene.Subfolder("hooks");
        _script = Path.Combine(scene.Folder, "rigged");
        var runtime = Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "../../.."));
        File.WriteAllText(_script, $$"""
            # The hook sees the daemon's folder as $home and its program's configuration as $config.
            program=$1
            shift
            for word; do
                [ "$before" = -D ] && home=$word
                before=$word
            done
            config=$home/config
            [ "$1" = --regtest ] && config=$home/regtest/config
            export DOTNET_ROOT={{runtime}}
            [ -f "{{_hooks}}/$PAYWARDEN_DAEMON" ] && . "{{_hooks}}/$PAYWARDEN_DAEMON"
            exec "$program" "$@"
            """);
    }

    public static string Simulator => Path.Combine(Path.GetDirectoryName(Repository.NodeProgram)!, "paywarden-simulator");

    /// <summary>The value of a wallet's "command".</summary>
    public string Command(string program) => $"""["/bin/sh", "{_script}", "{program}"]""";

    /// <summary>The same for a line of a script.</summary>
    public string Shell(string program) => $"/bin/sh {_script} {program}";

    /// <summary>Shell that runs at each start of this daemon, before its program.</summary>
    public void Hook(string daemonId, string shell) => File.WriteAllText(Path.Combine(_hooks, daemonId), shell + "\n");

    public void Unhook(string daemonId) => File.Delete(Path.Combine(_hooks, daemonId));
}
