namespace Paywarden.Settings;

/// <summary>What --check says: each fault and warning on a line of its own, on stderr.</summary>
internal static class CheckCommand
{
    public static int Run(ConfigurationLoad load, TextWriter output, TextWriter error)
    {
        switch (load)
        {
            case ConfigurationLoad.Broken broken:
                foreach (var fault in broken.Faults)
                {
                    error.WriteLine(fault);
                }

                return ConfigurationLoad.ExitCode;
            case ConfigurationLoad.Good good:
                foreach (var warning in good.Warnings)
                {
                    error.WriteLine($"warning: {warning}");
                }

                output.WriteLine($"{good.File} is good.");
                return 0;
            default:
                throw new InvalidOperationException($"unknown {load.GetType().Name}");
        }
    }
}
