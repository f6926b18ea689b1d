namespace Paywarden.Daemons;

/// <summary>Runs a program that ends by itself on behalf of a daemon. It carries that daemon's mark, so that what a dead node left of it is found and ended.</summary>
internal sealed class OneRun(string dataDir, ExitWatcher exits)
{
    /// <returns>How it ended, with its last words; null: this program cannot be started.</returns>
    public async Task<RunEnd?> RunAsync(DaemonSpec spec, RestorePlan plan, string folder, string input, TimeSpan patience)
    {
        if (Executable.Find(plan.Arguments[0]) is not { } binary)
        {
            return null;
        }

        var output = Path.Combine(folder, "output");
        var environment = Executable.Environment(binary, folder);
        foreach (var (name, value) in plan.Environment.Add(DaemonMark.IdVariable, spec.Id).Add(DaemonMark.DataVariable, dataDir))
        {
            environment[name] = value;
        }

        if (Children.Start(new SpawnOrder(binary, plan.Arguments, environment, folder, output) { Input = input }, out var pid) is not 0 and var errno)
        {
            return errno is Posix.Enoent or Posix.Eacces or Posix.Enoexec ? null : new(IsGood: false, $"cannot be started: {Posix.Describe(errno)}");
        }

        DaemonIdentity identity = new(pid, ProcFs.Stat(pid)?.StartTicks ?? 0, ProcFs.BootId);
        if (RunningDaemon.Watch(identity, new DaemonMark(spec.Id, dataDir), new OutputLog(output, 0), [plan.Input], exits) is not { } running)
        {
            Children.Disown(pid);
            _ = Posix.Kill(-pid, (int)DaemonSignal.Kill);
            return new(IsGood: false, "cannot be watched: out of file descriptors. Raise the limit (ulimit -n)");
        }

        if (await Task.WhenAny(running.Exited, Task.Delay(patience)) != running.Exited)
        {
            running.Signal(DaemonSignal.Kill, wholeGroup: true);
            await running.Exited;
            return new(IsGood: false, $"did not end within {Spoken.Duration(patience)}");
        }

        var exit = await running.Exited;
        return new(exit.Code == 0, $"ended with {(exit.Code is { } code ? $"exit code {code}" : $"signal {exit.Signal}")}: {(exit.LastLines is [.., var last] ? last : "it said nothing")}");
    }
}

/// <param name="How">Continues a sentence that begins with the program's name.</param>
internal sealed record RunEnd(bool IsGood, string How);
