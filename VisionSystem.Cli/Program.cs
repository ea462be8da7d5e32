using VisionSystem.Cli;
using VisionSystem.Cli.Terminal;
using VisionSystem.Vision.Models;

// Must precede the first call of the engine.
EngineTelemetry.SwitchOff();
return await VisionCommand.RunAsync(args, CommandConsole.OfProcess(), settings: []);
