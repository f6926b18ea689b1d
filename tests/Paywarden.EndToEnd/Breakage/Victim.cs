using System.Text.Json;
using Paywarden.Harness;
using Xunit.Abstractions;

namespace Paywarden.Breakage;

/// <summary>The one daemon that a spec breaks, what the node says of it, and what it says again in its history.</summary>
internal sealed class Victim(NodeProcess node, string dataFolder, string id, Rigging? rigging, ITestOutputHelper output)
{
    /// <summary>Far above what the limits in the specs' configuration add up to.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    public string Id => id;

    public NodeProcess Node => node;

    /// <summary>All that the node keeps of this daemon.</summary>
    public string Folder => Path.Combine(dataFolder, "daemons", id);

    /// <summary>The daemon's own data directory.</summary>
    public string Home => Path.Combine(Folder, "home");

    public string Unpark => $"paywarden unpark {id}";

    public void Unhook() => rigging!.Unhook(id);

    public async Task<SeenDaemon> LookAsync() => (await node.Admin.DaemonsAsync()).Single(d => d.Id == id);

    /// <summary>Kills its process and waits until the node has noticed.</summary>
    public async Task KillAsync()
    {
        var seen = await LookAsync();
        Assert.True(Signals.Send(seen.Pid!.Value, Signals.Kill), $"{id}: pid {seen.Pid} was gone before it was killed");
        await node.DaemonAsync(id, "is not what it was", Patience, d => d.Pid != seen.Pid);
    }

    /// <summary>Lets the daemon start by its hook, in place of the process it has.</summary>
    public Task BreakAsync(string shell)
    {
        rigging!.Hook(id, shell);
        return KillAsync();
    }

    public Task ActAsync(string verb) => node.Admin.PostAsync($"api/v1/daemons/{id}/{verb}");

    /// <summary>Waits until the node shows it in this state with one sentence that holds all these parts, and that its history tells the same.</summary>
    public async Task<SeenDaemon> ShowsAsync(string state, params string[] parts)
    {
        var seen = await node.DaemonAsync(id, $"is {state}", Patience, d => d.State == state && parts.All(p => d.Why.Contains(p, StringComparison.Ordinal)));
        output.WriteLine($"shown: {seen.State} — {seen.Why}");
        Assert.DoesNotContain('\n', seen.Why);
        Assert.InRange(seen.Why.Length, 1, 500);
        if (state == "parked")
        {
            Assert.StartsWith("parked: ", seen.Why, StringComparison.Ordinal);
            Assert.Matches("paywarden (unpark|recreate) " + id + "$", seen.Why);
        }

        await ToldAsync(parts);
        if (state is "parked" or "crash_looping")
        {
            await DiagnosedAsync(parts);
        }

        return seen;
    }

    /// <summary>Waits until the doctor calls it bad in a sentence that holds all these parts, and says what to do.</summary>
    private Task<JsonElement> DiagnosedAsync(string[] parts) => Eventually.SeeAsync(
        $"the doctor says of {id}: {string.Join(" … ", parts)}",
        Patience,
        () => node.Admin.GetAsync("api/v1/doctor?wallet=store"),
        found => found.GetProperty("items").EnumerateArray().Any(c =>
            Text(c, "subject") == id && Text(c, "verdict") == "bad" && Text(c, "cure").Length > 0 && parts.All(p => Text(c, "seen").Contains(p, StringComparison.Ordinal))));

    /// <summary>Waits until a line of its history holds all these parts.</summary>
    public Task ToldAsync(params string[] parts) => Eventually.SeeAsync(
        $"the history of {id} tells: {string.Join(" … ", parts)}",
        Patience,
        StoryAsync,
        story => story.Any(line => parts.All(p => line.Contains(p, StringComparison.Ordinal))));

    /// <summary>Its history, oldest first: kind and sentence of each event.</summary>
    public async Task<string[]> StoryAsync()
    {
        var events = await node.Admin.GetAsync($"api/v1/events?daemon={id}&limit=1000");
        return [.. events.GetProperty("items").EnumerateArray().Select(e => $"{Text(e, "kind")}: {Text(e, "why")}")];
    }

    public Task<SeenDaemon> HealsAsync(string state = "ready") => node.DaemonAsync(id, $"is {state} again", Patience, d => d.State == state);

    /// <summary>After a failed spec: the next one should find it as new.</summary>
    public async Task MendAsync()
    {
        Unhook();
        if (await LookAsync() is { State: not "ready" })
        {
            await ActAsync("recreate");
        }
    }

    private static string Text(JsonElement e, string name) => e.GetProperty(name).GetString()!;
}
