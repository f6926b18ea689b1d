using System.Net;
using System.Net.Sockets;
using System.Text;
using Paywarden.Harness;
using Xunit.Abstractions;

namespace Paywarden.Breakage;

/// <summary>acceptance: line 5. Disk, port and program fail under one daemon of three; when they are back, so is it.</summary>
[Collection(Alone.Name)]
public sealed class WorldSpecs(ITestOutputHelper output)
{
    private const string Simulated = """
        dialect = simulator
        daemons = 3
        """;

    [Fact]
    public Task A_stolen_port_is_named_with_the_thief_and_taken_back_when_it_leaves() => Scene.PlayAsync(output, scene =>
    {
        var port = FreePorts.TakeRun(3);
        return BrokenWorld.PlayAsync(scene, output, $"{Simulated}\nport = {BrokenWorld.Text(port)}", async victim =>
        {
            await victim.ActAsync("stop");
            await victim.ShowsAsync("stopped", "stopped by");
            using (var thief = new TcpListener(IPAddress.Loopback, port + 1))
            {
                thief.Start();
                await victim.ActAsync("start");
                await victim.ShowsAsync(
                    "crash_looping", "with a launch that failed", $"port {BrokenWorld.Text(port + 1)} is taken by ", $"(pid {BrokenWorld.Text(Environment.ProcessId)})", "End that or set another paywarden.wallets.store.port");
            }

            Assert.Equal(port + 1, (await victim.HealsAsync()).Port);
        });
    });

    [Fact]
    public Task A_full_disk_under_one_daemon_is_named_and_over_when_there_is_space() => Scene.PlayAsync(output, async scene =>
    {
        var data = scene.Subfolder("data");
        File.SetUnixFileMode(data, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        var disk = await SmallDisk.MountAsync(scene, Path.Combine(data, "daemons", "store-1"));
        await BrokenWorld.PlayAsync(
            scene,
            output,
            Simulated,
            async victim =>
            {
                disk.Fill();
                await victim.KillAsync();
                await victim.ShowsAsync("crash_looping", "no space left on", "(tmpfs, ", "Free space there or move paywarden.node.data-dir");
                disk.Free();
            },
            data);
    });

    [Fact]
    public Task A_full_data_directory_stops_no_supervision_and_loses_no_history() => Scene.PlayAsync(output, async scene =>
    {
        var data = scene.Subfolder("data");
        var disk = await SmallDisk.MountAsync(scene, data, mebibytes: 32);
        File.SetUnixFileMode(data, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        await BrokenWorld.PlayAsync(
            scene,
            output,
            Simulated,
            async victim =>
            {
                disk.Fill();
                await victim.KillAsync();
                await victim.ShowsAsync("crash_looping", "no space left on", "(tmpfs, ", "Free space there or move paywarden.node.data-dir");
                disk.Free();
                await victim.HealsAsync();

                // What waited in memory meanwhile is stored within a second: it outlives the node.
                await Eventually.HoldsAsync("the history is on the disk", TimeSpan.FromSeconds(30), () => Directory.GetFiles(data, "events.db*").Any(file => Holds(file, "no space left on")));
                await victim.Node.Kill9Async();
                await victim.Node.StartAsync();
                await victim.ToldAsync("no space left on");
            },
            data);
    });

    /// <summary>SQLite has it open, and it holds text as it is.</summary>
    private static bool Holds(string file, string text)
    {
        using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        using var reader = new StreamReader(stream, Encoding.Latin1);
        return reader.ReadToEnd().Contains(text, StringComparison.Ordinal);
    }

    [Fact]
    public Task A_missing_program_is_parked_unless_the_fallback_starts() => Scene.PlayAsync(output, scene =>
    {
        var rigging = new Rigging(scene);
        var first = Path.Combine(scene.Folder, "first");
        var spare = Path.Combine(scene.Folder, "spare");
        Install(first);
        var commands = $"""
            {Simulated}
            command = ["{first}"]
            fallback-command = ["{spare}"]
            """;
        return BrokenWorld.PlayAsync(scene, output, commands, async victim =>
        {
            File.Delete(first);
            await victim.KillAsync();
            await victim.ShowsAsync("parked", $"{first} and {spare} cannot be started", "Install it or correct paywarden.wallets.store.command", victim.Unpark);

            Install(spare);
            await victim.ActAsync("unpark");
            await victim.HealsAsync();
            await victim.ToldAsync($"{first} cannot be started, using the fallback command");

            Install(first);
            await victim.ActAsync("restart");
            await victim.ToldAsync("being restarted by");
        });

        void Install(string path)
        {
            // A script and no link: the program finds its parts beside its own path.
            File.WriteAllText(path, $"#!/bin/sh\nexec {rigging.Shell(Rigging.Simulator)} \"$@\"\n");
            File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        }
    });
}
