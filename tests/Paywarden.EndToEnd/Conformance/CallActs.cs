using System.Globalization;
using System.Text.Json;
using Paywarden.Harness;
using Xunit.Sdk;

namespace Paywarden.Conformance;

/// <summary>Calls and raw requests, in the foreground and in the background.</summary>
internal sealed class CallActs(Stage stage)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    public async Task CallAsync(Step step)
    {
        if (step.Text("background") is { Length: > 0 } name)
        {
            stage.Background[name] = SendAsync(step);
            return;
        }

        if (step.Flag("until"))
        {
            await UntilAsync(step);
            return;
        }

        var took = new List<double>();
        for (var i = 0; i < step.Number("times", 1); i++)
        {
            var exchange = await SendAsync(step);
            took.Add(exchange.Took.TotalMilliseconds);
            ReplyCheck.Check(step, exchange, stage.Variables);
        }

        CheckFastest(step, took.Min());
    }

    public async Task EndAsync(Step step) =>
        ReplyCheck.Check(step, await stage.Background[step.Text("end")].WaitAsync(Patience), stage.Variables);

    public async Task PendingAsync(Step step)
    {
        var call = stage.Background[step.Text("pending")];
        if (await Task.WhenAny(call, Task.Delay(step.Number("ms", 300))) == call)
        {
            throw new XunitException($"it was answered: {await call}");
        }
    }

    /// <summary>Calls whatever this daemon calls to load a wallet.</summary>
    public Task LoadAsync(Step step)
    {
        var password = step.Has("walletPassword") ? stage.Variables.Fill(step.Text("walletPassword")) : null;
        var (method, parameters) = stage.Subject.Load(stage.Seat(step), stage.Variables.Fill(step.Text("load")), password);
        return CallAsync(step.With("call", method).With("params", parameters));
    }

    public Task FaultAsync(Step step) => CallAsync(step.With("call", "simulator_fault").With("params", new[] { step.Text("fault") }));

    private Task<Exchange> SendAsync(Step step)
    {
        var seat = stage.Seat(step);
        var authorization = step.Has("as") ? stage.Variables.Fill(step.Text("as")) : seat.Authorization;
        var body = step.Has("call")
            ? Wire.Call(step.Text("call"), step["params"] is { } given ? stage.Variables.Fill(given).GetRawText() : null)
            : stage.Variables.Fill(step.Text("post"));
        return Wire.SendAsync(
            seat.Port, Wire.Post(authorization, body, step.Text("verb", "POST"), step.Text("path", "/"), step.Text("headers"), step.Flag("length", true)));
    }

    private async Task UntilAsync(Step step)
    {
        var why = "";
        await Eventually.SeeAsync(step.ToString(), Patience, async () =>
        {
            try
            {
                ReplyCheck.Check(step, await SendAsync(step), stage.Variables);
                return "";
            }
            catch (XunitException not)
            {
                return why = not.Message;
            }
        }, why => why.Length == 0);
    }

    // The fastest of several: noise only ever adds.
    private void CheckFastest(Step step, double fastest)
    {
        if (step.Text("fastest") is { Length: > 0 } name)
        {
            stage.Variables.Save(name, fastest.ToString(CultureInfo.InvariantCulture));
        }

        if (step["slower"] is { } slower)
        {
            var least = stage.Variables.Number(slower.GetProperty("than").GetString()!) + slower.GetProperty("by").GetDouble();
            Assert.True(fastest >= least, $"took {fastest:0.0} ms at best, expected at least {least:0.0} ms");
        }
    }
}
