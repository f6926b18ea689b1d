using System.Text.Json;
using Paywarden.Harness;
using Xunit.Sdk;

namespace Paywarden.Conformance;

/// <summary>Plays the steps of one row against one daemon.</summary>
internal sealed class FactPlay
{
    private readonly Dictionary<string, Func<Step, Task>> _acts;

    private FactPlay(Stage stage)
    {
        var calls = new CallActs(stage);
        var sockets = new SocketActs(stage);
        var processes = new ProcessActs(stage);
        var files = new FileActs(stage);
        _acts = new Dictionary<string, Func<Step, Task>>
        {
            ["call"] = calls.CallAsync,
            ["post"] = calls.CallAsync,
            ["load"] = calls.LoadAsync,
            ["fault"] = calls.FaultAsync,
            ["end"] = calls.EndAsync,
            ["pending"] = calls.PendingAsync,
            ["open"] = sockets.OpenAsync,
            ["close"] = sockets.CloseAsync,
            ["read"] = sockets.ReadAsync,
            ["crowd"] = sockets.CrowdAsync,
            ["place"] = processes.PlaceAsync,
            ["start"] = processes.StartAsync,
            ["run"] = processes.RunAsync,
            ["signal"] = processes.SignalAsync,
            ["ended"] = processes.EndedAsync,
            ["running"] = processes.RunningAsync,
            ["said"] = processes.SaidAsync,
            ["resident"] = processes.ResidentAsync,
            ["process"] = processes.ProcessAsync,
            ["file"] = files.FileAsync,
            ["write"] = files.WriteAsync,
            ["copy"] = files.CopyAsync,
            ["remove"] = files.RemoveAsync,
        };
    }

    /// <param name="shared">The daemon of all rows of the group "shared".</param>
    public static async Task PlayAsync(FactRow fact, Scene scene, Subject subject, Seat shared)
    {
        await using var stage = new Stage(scene, subject);
        var seat = stage.Add(fact.Group == "shared" ? shared : new Seat(subject, "a", scene.Subfolder("a")));
        if (fact.Group != "shared")
        {
            await seat.PlaceAsync(fact.Config, fact.Sealed);
        }

        var play = new FactPlay(stage);
        if (fact.Group == "alone")
        {
            await play.WakeAsync();
        }

        var number = 0;
        foreach (var step in fact.Steps)
        {
            number++;
            await play.StepAsync(fact, number, step);
        }
    }

    /// <summary>A started daemon whose wallet is loaded and up to date.</summary>
    public static async Task<Seat> WakeAsync(Scene scene, Subject subject)
    {
        var stage = new Stage(scene, subject);
        var seat = stage.Add("a");
        await seat.PlaceAsync(null, isSealed: false);
        await new FactPlay(stage).WakeAsync();
        return seat;
    }

    private async Task WakeAsync()
    {
        string[] steps =
        [
            """{"start": []}""",
            """{"load": "${a.wallet}", "walletPassword": "${walletPassword}", "result": true}""",
            """{"call": "is_synchronized", "until": true, "result": true}""",
        ];
        foreach (var step in steps)
        {
            var act = new Step(JsonDocument.Parse(step).RootElement, "");
            await _acts[act.Verb](act);
        }
    }

    private async Task StepAsync(FactRow fact, int number, Step step)
    {
        try
        {
            await _acts[step.Verb](step);
        }
        catch (Exception failed)
        {
            throw new XunitException($"{fact.Id}, step {number} ({step}): {failed.Message}", failed);
        }
    }
}
