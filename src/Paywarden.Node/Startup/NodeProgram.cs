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

        var plan = NodePlan.From(good);
        await using var app = NodeApp.Build(plan);
        try
        {
            await app.StartAsync();
        }
        catch (IOException e) when (e.InnerException is Microsoft.AspNetCore.Connections.AddressInUseException)
        {
            return CannotStart($"{e.Message} Stop what listens there, or set another address (rpc.listen, admin.listen, cluster.listen).");
        }

        Welcome.Say(plan, Console.Out);
        await app.WaitForShutdownAsync();
        return 0;
    }

    private static int CannotStart(string why)
    {
        Console.Error.WriteLine(why);
        return ConfigurationLoad.ExitCode;
    }
}
