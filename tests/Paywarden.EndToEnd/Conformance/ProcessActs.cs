using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Paywarden.Harness;
using Xunit.Sdk;

namespace Paywarden.Conformance;

/// <summary>Starts, signals and ends.</summary>
internal sealed class ProcessActs(Stage stage)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private int _runs;

    public Task PlaceAsync(Step step) => stage.Add(step.Text("place")).PlaceAsync(null, isSealed: false);

    public async Task StartAsync(Step step)
    {
        var seat = step.Has("like") ? stage.Add(stage.Seat(step.Text("like")).Beside(step.Text("at"))) : stage.Seat(step);
        var clock = Stopwatch.StartNew();
        seat.Start(step["start"]!.Value.EnumerateArray().Select(w => w.GetString()!));
        if (step.Flag("ready", true))
        {
            await seat.ReadyAsync();
            Assert.True(clock.ElapsedMilliseconds >= step.Number("atLeast", 0), $"ready after only {clock.ElapsedMilliseconds} ms");
        }
    }

    /// <summary>Something else than the daemon itself: a command of its program.</summary>
    public async Task RunAsync(Step step)
    {
        var words = step["run"]!.Value.EnumerateArray().Select(w => stage.Variables.Fill(w.GetString()!));
        var program = stage.Seat(step).Launch(words, $"run-{_runs++}.log");
        var name = step.Text("background", $"run-{_runs}");
        stage.Programs[name] = program;
        if (!step.Has("background"))
        {
            await FinishAsync(step, program);
        }
    }

    public async Task SignalAsync(Step step)
    {
        var pid = step.Has("pid") ? Pid(step.Text("pid")) : stage.Seat(step).Process!.Pid;
        var signal = step.Text("signal") switch
        {
            "KILL" => Signals.Kill,
            "TERM" => Signals.Terminate,
            "INT" => Signals.Interrupt,
            "HUP" => 1,
            "STOP" => Signals.Stop,
            "CONT" => Signals.Continue,
            var other => throw new XunitException($"no signal {other}"),
        };
        Assert.True(Signals.Send(pid, signal), $"pid {pid} is gone");
        if (signal == Signals.Stop)
        {
            await Eventually.HoldsAsync($"pid {pid} is stopped", Patience, () => ProcFs.Stat(pid)?.State == 'T');
        }
    }

    public async Task EndedAsync(Step step)
    {
        var program = step.Has("background") ? stage.Programs[step.Text("background")] : stage.Seat(step).Process!;
        Check(step, "ended", await program.ExitAsync(Patience));
    }

    public async Task RunningAsync(Step step)
    {
        await Task.Delay(step.Number("ms", 0));
        var program = step.Has("background") ? stage.Programs[step.Text("background")] : stage.Seat(step).Process!;
        Check(step, "running", !program.HasExited);
    }

    public async Task SaidAsync(Step step)
    {
        var why = "";
        await Eventually.HoldsAsync("it said so", Patience, () =>
        {
            try
            {
                Check(step, "said", stage.Seat(step).Process!.Output);
                return true;
            }
            catch (XunitException not)
            {
                why = not.Message;
                return false;
            }
        });
    }

    public Task ResidentAsync(Step step)
    {
        var pages = File.ReadAllText($"/proc/{stage.Seat(step).Process!.Pid}/statm").Split(' ')[1];
        Check(step, "resident", long.Parse(pages, CultureInfo.InvariantCulture) * Environment.SystemPageSize >> 20);
        return Task.CompletedTask;
    }

    public async Task ProcessAsync(Step step)
    {
        var pid = Pid(step.Text("process"));
        if (step.Text("is") == "gone")
        {
            await Eventually.HoldsAsync($"pid {pid} is gone", Patience, () => ProcFs.Stat(pid) is not { IsAlive: true });
        }
        else
        {
            Assert.Equal(ProcFs.Stat(Environment.ProcessId)!.Session, ProcFs.Stat(pid)?.Session);
        }
    }

    private async Task FinishAsync(Step step, ChildProcess program)
    {
        var code = await program.ExitAsync(Patience);
        stage.KeepForked(program.Output);
        Check(step, "code", code);
        Check(step, "output", program.Output);
    }

    private int Pid(string text) => int.Parse(stage.Variables.Fill(text), CultureInfo.InvariantCulture);

    private void Check<T>(Step step, string name, T value)
    {
        if (step[name] is { } pattern)
        {
            Pattern.Check(pattern, JsonSerializer.SerializeToElement(value), stage.Variables, name);
        }
    }
}
