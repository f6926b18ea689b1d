using System.Collections.Immutable;
using System.Text;
using Paywarden.Daemons.Dialects;
using Paywarden.Kernel;
using Paywarden.Settings;

namespace Paywarden.Daemons;

/// <summary>The steps from a spec to a running process, in an order that matters: nothing is started before everything that could stop
/// it has been looked at. Each step either goes on or says in one sentence why not.</summary>
internal sealed class Launch(string dataDir, LogOptions log, ExitWatcher exits, PortBook ports, Leftovers leftovers)
{
    public LaunchResult Run(DaemonSpec spec, Dialect dialect)
    {
        DaemonFolder folder = new(dataDir, spec.Id);
        var copy = WalletCopy.PathIn(spec, dialect, folder.Home);
        try
        {
            folder.Make();
            if ((Password(spec, out var password) ?? WalletCopy.Ensure(spec, copy)) is { } noWallet)
            {
                return noWallet;
            }

            // Before the port is looked at: a predecessor that still lives would hold it.
            var last = RunRecord.Load(folder);
            if (EndPredecessor(spec, last) is { } immortal)
            {
                return immortal;
            }

            if (ports.Claim(spec, out var port) is { } noPort)
            {
                return noPort;
            }

            DaemonSite site = new(folder.Home, copy, port, Secrets.User, Secrets.Random()) { NodeFolder = folder.Node };
            var result = Start(new Prepared(spec, dialect, folder, site, password, last));
            var ended = result is LaunchResult.Launched launched ? launched.Daemon.Exited : Task.CompletedTask;
            ended.ContinueWith(_ => ports.Leave(spec, port), CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
            return result;
        }
        catch (Exception e) when (WorldFault.IsOf(e))
        {
            return new LaunchResult.Failed($"{spec.Id} cannot start: {WorldFault.Explain(e, folder.Root)}", Hopeless: false);
        }
    }

    /// <summary>Null: what run.json names is not there any more, or is somebody else's, or has another wallet open: since its start it has become a twin, or no twin
    /// any more.</summary>
    public LaunchResult.Launched? Adopt(DaemonSpec spec)
    {
        DaemonFolder folder = new(dataDir, spec.Id);
        if (RunRecord.Load(folder) is not { } run || run.WalletPath != WalletCopy.PathIn(spec, DialectCatalog.Find(spec.Dialect)!, folder.Home) || !leftovers.IsMarked(run.Identity, spec.Id))
        {
            return null;
        }

        // It has its wallet open already: a password file that cannot be read now is no reason to end it.
        ImmutableArray<string> notes = Password(spec, out var password) is { } unreadable
            ? [$"took over {spec.Id} (pid {run.Identity.Pid})", unreadable.Why]
            : [$"took over {spec.Id} (pid {run.Identity.Pid})"];
        var site = run.Site(folder);
        var endpoint = run.Endpoint();
        if (RunningDaemon.Watch(run.Identity, Mark(spec), new OutputLog(folder.Output, run.OutputOffset), Secrets.Of(site, endpoint, password), exits) is not { } daemon)
        {
            return null;
        }

        ports.Take(site.Port);
        daemon.Exited.ContinueWith(_ => ports.Leave(spec, site.Port), CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        return new LaunchResult.Launched(daemon, site, endpoint, password, notes);
    }

    /// <summary>A twin's wallet needs none, so a twin never learns it.</summary>
    private static LaunchResult.Failed? Password(DaemonSpec spec, out Secret password)
    {
        password = Secret.None;
        return spec.Part == DaemonPart.Twin ? null : Secrets.WalletPassword(spec, out password);
    }

    private LaunchResult Start(Prepared at)
    {
        // An empty command is the dialect's to fill in; an empty fallback is none.
        var commands = at.Spec.FallbackCommand.IsEmpty ? [at.Spec.Command] : new[] { at.Spec.Command, at.Spec.FallbackCommand };
        List<string> tried = [];
        List<string> notes = [];
        foreach (var command in commands)
        {
            var plan = at.Dialect.Plan(at.Spec with { Command = command }, at.Site);
            if (plan.Arguments is not [var name, ..])
            {
                continue;
            }

            if (Executable.Find(name) is { } binary && Start(at, plan, binary, notes) is { } result)
            {
                return result;
            }

            tried.Add(name);
            notes.Add($"{name} cannot be started, using the fallback command");
        }

        return CannotStart(at.Spec, tried);
    }

    /// <summary>Null: this binary does not start at all, so the next may be tried.</summary>
    private LaunchResult? Start(Prepared at, LaunchPlan plan, string binary, List<string> notes)
    {
        foreach (var file in plan.Files)
        {
            var path = Path.Combine(at.Site.Folder, file.Path);
            if (file.OnlyIfMissing && File.Exists(path))
            {
                continue;
            }

            OwnerFiles.MakeFolder(Path.GetDirectoryName(path)!);
            OwnerFiles.Write(path, Encoding.UTF8.GetBytes(file.Content), durable: file.OnlyIfMissing);
        }

        RemoveStaleLocks(at, plan, notes);
        var output = OutputLog.Open(at.Folder.Output, log);
        var environment = Executable.Environment(binary, at.Site.Folder);
        foreach (var (name, value) in plan.Environment.Add(DaemonMark.IdVariable, at.Spec.Id).Add(DaemonMark.DataVariable, dataDir))
        {
            environment[name] = value;
        }

        // From here on it would name the wrong process. (Replacing a file by rename also costs ext4 a flush, 0.7 ms.)
        File.Delete(at.Folder.Run);
        var errno = Children.Start(new SpawnOrder(binary, plan.Arguments, environment, at.Site.Folder, at.Folder.Output), out var pid);
        return errno switch
        {
            0 => Note(at, plan, pid, output, notes),
            Posix.Enoent or Posix.Eacces or Posix.Enoexec => null,
            _ => new LaunchResult.Failed($"{at.Spec.Id}: {binary} cannot be started: {Posix.Describe(errno)}. It is tried again by itself", Hopeless: false),
        };
    }

    /// <summary>A process that cannot be watched or noted is ended again: nobody would find it after us.</summary>
    private LaunchResult Note(Prepared at, LaunchPlan plan, int pid, OutputLog output, List<string> notes)
    {
        DaemonIdentity identity = new(pid, ProcFs.Stat(pid)?.StartTicks ?? 0, ProcFs.BootId);
        var endpoint = plan.Endpoint with { Incarnation = $"{at.Spec.Id}#{pid}" };
        if (RunningDaemon.Watch(identity, Mark(at.Spec), output, Secrets.Of(at.Site, endpoint, at.Password), exits) is not { } daemon)
        {
            Children.Disown(pid);
            _ = Posix.Kill(-pid, (int)DaemonSignal.Kill);
            return new LaunchResult.Failed($"{at.Spec.Id} was started and cannot be watched: out of file descriptors. Raise the limit (ulimit -n); it is tried again by itself", Hopeless: false);
        }

        try
        {
            RunRecord.Of(identity, at.Site, endpoint, output.Start).Save(at.Folder);
        }
        catch (Exception e) when (WorldFault.IsOf(e))
        {
            Strays.Kill(pid, () => true);
            throw;
        }

        return new LaunchResult.Launched(daemon, at.Site, endpoint, at.Password, [.. notes]);
    }

    /// <summary>Nearly always it is long dead, which costs one look at /proc.</summary>
    private LaunchResult.Failed? EndPredecessor(DaemonSpec spec, RunRecord? last)
    {
        if (last is null || !leftovers.IsMarked(last.Identity, spec.Id))
        {
            return null;
        }

        leftovers.KillNow(spec.Id);
        return leftovers.IsMarked(last.Identity, spec.Id)
            ? new LaunchResult.Failed($"{spec.Id}: pid {last.Identity.Pid} of its last start cannot be killed (state {ProcFs.Stat(last.Identity.Pid)?.State}): look at the disk or network file system it waits for. It is tried again by itself", Hopeless: false)
            : null;
    }

    /// <summary>Only here, where no process of this daemon lives: Electron Cash deletes the lock of a live one and then nobody knows it.</summary>
    private void RemoveStaleLocks(Prepared at, LaunchPlan plan, List<string> notes)
    {
        foreach (var path in plan.StaleLocks.Select(l => Path.Combine(at.Site.Folder, l)).Where(File.Exists))
        {
            if (at.Last is null)
            {
                leftovers.KillNow(at.Spec.Id);
            }

            File.Delete(path);
            notes.Add($"removed the lock {path} of {(at.Last is { } last ? $"the dead pid {last.Identity.Pid}" : "a dead process")}");
        }
    }

    private DaemonMark Mark(DaemonSpec spec) => new(spec.Id, dataDir);

    internal static LaunchResult.Failed CannotStart(DaemonSpec spec, List<string> tried)
    {
        var cause = tried.Count == 0 ? "no command is configured"
            : $"{string.Join(" and ", tried)} cannot be started: not found beside paywarden-node or in PATH, or not executable";
        return new($"{spec.Id}: {cause}. Install it or correct paywarden.wallets.{spec.Wallet}.command, then: paywarden unpark {spec.Id}", Hopeless: true);
    }

    /// <param name="Last">The run before this one; it is dead.</param>
    private sealed record Prepared(DaemonSpec Spec, Dialect Dialect, DaemonFolder Folder, DaemonSite Site, Secret Password, RunRecord? Last);
}
