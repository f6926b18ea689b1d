using Paywarden.Startup;

return await NodeProgram.RunAsync(args);
