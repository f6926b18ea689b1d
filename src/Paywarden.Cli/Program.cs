using Paywarden.Verbs;

using var interrupted = new CancellationTokenSource();
Console.CancelKeyPress += (_, e) =>
{
    e.Cancel = true;
    interrupted.Cancel();
};
return await CommandLine.RunAsync(args, Surroundings.Real(), interrupted.Token);
