using Serilog;
using Serilog.Core;
using Serilog.Events;
using Serilog.Formatting.Compact;

namespace Paywarden.Startup;

/// <summary>The node's log: sentences on the console for people, one JSON object a line in files for machines.</summary>
internal static class NodeLogs
{
    public static LoggingLevelSwitch Add(WebApplicationBuilder builder, NodePlan plan)
    {
        var log = plan.Options.Log;
        var level = new LoggingLevelSwitch(LevelOf(log.Level));
        builder.Services.AddSerilog(logger => logger
            .MinimumLevel.ControlledBy(level)
            // What the libraries say is for whoever debugs them.
            .MinimumLevel.Override("Akka", LogEventLevel.Warning)
            .MinimumLevel.Override("Microsoft", LogEventLevel.Warning)
            // It never says a word, but with a log to say it to it makes a trace of every call: 0.5 KB and 3 % of what a read costs (measured).
            .MinimumLevel.Override("Microsoft.AspNetCore.Hosting.Diagnostics", LevelAlias.Off)
            .WriteTo.Console(outputTemplate: "{Timestamp:HH:mm:ss.fff} {Level:u3} {Message:l}{NewLine}{Exception}", formatProvider: System.Globalization.CultureInfo.InvariantCulture)
            .WriteTo.File(
                new CompactJsonFormatter(),
                Path.Combine(plan.Data("logs"), "node.json"),
                fileSizeLimitBytes: log.RotateAt,
                rollOnFileSizeLimit: true,
                retainedFileCountLimit: log.Keep + 1));
        return level;
    }

    public static LogEventLevel LevelOf(string name) => Enum.Parse<LogEventLevel>(name, ignoreCase: true);
}
