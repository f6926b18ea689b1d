using Paywarden.Settings;

namespace Paywarden.Startup;

/// <summary>The program: configuration first and whole, then the data directory, then everything else. What cannot start says so on stderr and exits 78.</summary>
internal static class NodeProgram
{
    public static async Task<int> RunAsync(string[] args)
    {
        var arguments = NodeArguments.Parse(args);
        if (arguments.Fault is { } fault)
        {
            return CannotStart(fault);
        }

        var load = NodeConfiguration.Load(arguments.ConfigFile, NodeConfiguration.Environment());
        if (arguments.Check || load is not ConfigurationLoad.Good good)
        {
            return CheckCommand.Run(load, Console.Out, Console.Error);
        }

        using var data = DataDirectory.TryHold(good.Options.Node.DataDir, out var why);
        if (data is null)
        {
            return CannotStart(why);
        }

        if (TakenAddresses.Find(good.Options) is { Count: > 0 } taken)
        {
            return CannotStart(string.Join(Environment.NewLine, taken));
        }

        var plan = NodePlan.From(good);
        await using var app = NodeApp.Build(plan);
        if (await app.Services.GetRequiredService<StorageStart>().FaultsAsync() is { IsEmpty: false } faults)
        {
            return CannotStart(string.Join(Environment.NewLine, faults));
        }

        await app.StartAsync();
        Welcome.Say(plan, Console.Out);
        await app.WaitForShutdownAsync();
        return Environment.ExitCode;
    }

    private static int CannotStart(string why)
    {
        Console.Error.WriteLine(why);
        return ConfigurationLoad.ExitCode;
    }
}
