using VisionSystem.Bench;

return args switch
{
    ["heads"] => HeadBenchmark.Run(),
    ["second-model", .. var models] => await SecondModelBenchmark.RunAsync(models),
    _ => Usage(),
};

static int Usage()
{
    Console.Error.WriteLine("./vision bench heads | second-model [MODEL SECOND]");
    return 1;
}
