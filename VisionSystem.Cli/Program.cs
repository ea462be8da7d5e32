using VisionSystem.Cli;
using VisionSystem.Cli.Terminal;
using VisionSystem.Vision.Models;

// Before a command calls the engine.
EngineTelemetry.SwitchOff();
return await VisionCommand.RunAsync(args, CommandConsole.OfProcess(), settings: []);
