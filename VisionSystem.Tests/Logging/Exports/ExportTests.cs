using System.IO.Compression;
using System.Text;
using System.Text.Json;
using VisionSystem.Contracts;
using VisionSystem.Logging.Exports;
using VisionSystem.ServiceDefaults.Configuration;
using VisionSystem.Tests.Logging.Persistence;
using VisionSystem.Tests.Servers;

namespace VisionSystem.Tests.Logging.Exports;

public sealed class SqliteExportTests() : ExportTests(null);

[Collection(SharedPostgres.Name)]
public sealed class PostgresExportTests(PostgresServer server) : ExportTests(server);

public abstract class ExportTests(PostgresServer? postgres) : StoreTests(postgres)
{
    private const string Corrected = """
        {"verdict": "wrong", "boxes": [{"class": "qr", "box": {"x1": 64, "y1": 48, "x2": 192, "y2": 144}}], "missed": [{"class": "pallet", "box": {"x1": 0, "y1": 0, "x2": 320, "y2": 240}}]}
        """;

    [Fact]
    public async Task Coco_data_set_holds_every_image_and_its_boxes_by_cocos_own_categories()
    {
        await using var service = await StartAsync();
        using var client = service.CreateClient();
        await ExportSamples.DeliverAsync(client);

        var coco = await client.ExportJsonAsync("format=coco");

        var images = coco.GetProperty("images").EnumerateArray().ToDictionary(image => image.GetProperty("prediction_id").GetGuid());
        Assert.Equal(ExportSamples.All.Select(prediction => prediction.Id).Order(), images.Keys.Order());
        var two = images[ExportSamples.Two.Id];
        Assert.Equal(($"{ExportSamples.Two.Image.Sha256}.jpg", 640, 480), (two.GetProperty("file_name").GetString(), two.GetProperty("width").GetInt32(), two.GetProperty("height").GetInt32()));
        Assert.Equal(Convert.ToInt64(ExportSamples.Two.Image.Sha256[..13], 16), two.GetProperty("id").GetInt64());
        var categories = coco.GetProperty("categories").EnumerateArray().ToDictionary(category => category.GetProperty("name").GetString()!, category => category.GetProperty("id").GetInt32());
        Assert.Equal((1, 90, 91, 92, 93), (categories["person"], categories["toothbrush"], categories[ExportSamples.Awkward], categories["barcode"], categories["qr"]));
        var boxes = coco.GetProperty("annotations").EnumerateArray().Where(annotation => annotation.GetProperty("image_id").GetInt64() == two.GetProperty("id").GetInt64()).ToArray();
        Assert.Equal(["[64,48,64,48]", "[320,240,320,240]"], boxes.Select(box => box.GetProperty("bbox").GetRawText()));
        Assert.Equal([93, 92], boxes.Select(box => box.GetProperty("category_id").GetInt32()));
        Assert.Equal([3072.0, 76800.0], boxes.Select(box => box.GetProperty("area").GetDouble()));
        Assert.Equal(5, coco.GetProperty("annotations").EnumerateArray().Select(annotation => annotation.GetProperty("id").GetInt64()).Where(id => id > 0).Distinct().Count());
    }

    [Fact]
    public async Task Coco_results_name_the_images_and_categories_of_the_data_set()
    {
        await using var service = await StartAsync();
        using var client = service.CreateClient();
        await ExportSamples.DeliverAsync(client);

        var results = (await client.ExportJsonAsync("format=coco-results")).EnumerateArray().ToArray();
        var annotations = (await client.ExportJsonAsync("format=coco")).GetProperty("annotations").EnumerateArray().ToArray();

        Assert.Equal(5, results.Length);
        Assert.Equal(
            annotations.Select(item => (item.GetProperty("image_id").GetInt64(), item.GetProperty("category_id").GetInt32(), item.GetProperty("bbox").GetRawText(), item.GetProperty("score").GetSingle())),
            results.Select(item => (item.GetProperty("image_id").GetInt64(), item.GetProperty("category_id").GetInt32(), item.GetProperty("bbox").GetRawText(), item.GetProperty("score").GetSingle())));
    }

    [Fact]
    public async Task Coco_results_are_refused_where_there_is_no_detection_since_its_loader_takes_no_empty_list()
    {
        await using var service = await StartAsync();
        using var client = service.CreateClient();
        await client.DeliverAsync(Delivery.Of([ExportSamples.Nothing], ExportSamples.Images[1]));

        using var answer = await client.GetAsync("/v1/predictions/export?format=coco-results", TestContext.Current.CancellationToken);

        Assert.Equal(422, (int)answer.StatusCode);
        Assert.Equal("nothing-detected", (await answer.ProblemAsync()).Slug());
    }

    [Fact]
    public async Task Yolo_zip_holds_images_labels_and_class_names_and_an_empty_file_for_an_image_with_nothing()
    {
        await using var service = await StartAsync();
        using var client = service.CreateClient();
        await ExportSamples.DeliverAsync(client);

        using var zip = await ZipAsync(client, "format=yolo&scores=true");

        Assert.Equal(9, zip.Entries.Count);
        foreach (var (prediction, image) in ExportSamples.All.Zip(ExportSamples.Images))
        {
            using var bytes = new MemoryStream();
            await using var entry = zip.GetEntry($"images/{prediction.Image.Sha256}.jpg")!.Open();
            await entry.CopyToAsync(bytes, TestContext.Current.CancellationToken);
            Assert.Equal(image, bytes.ToArray());
        }

        Assert.Equal("", Text(zip, $"labels/{ExportSamples.Nothing.Image.Sha256}.txt"));
        Assert.Equal("80 0.15 0.15 0.1 0.1 0.9\n1 0.75 0.75 0.5 0.5 0.5\n", Text(zip, $"labels/{ExportSamples.Two.Image.Sha256}.txt"));
        Assert.StartsWith("79 0.23535156 0.41692708 0.15664063 0.41614583 0.7", Text(zip, $"labels/{ExportSamples.Street.Image.Sha256}.txt").Split('\n')[1]);
        Assert.StartsWith("path: .\ntrain: images\nval: images\nnc: 81\nnames:\n  0: \"person\"\n  1: \"barcode\"\n", Text(zip, "data.yaml"));
    }

    [Fact]
    public async Task Yolo_zip_names_the_missing_images()
    {
        await using var service = await StartAsync();
        using var client = service.CreateClient();
        await ExportSamples.DeliverAsync(client);
        File.Delete(service.StoredImages.Single(file => Path.GetFileName(file) == ExportSamples.Two.Image.Sha256));

        using var zip = await ZipAsync(client, "format=yolo");

        Assert.Equal(8, zip.Entries.Count);
        Assert.Contains(ExportSamples.Two.Image.Sha256, Text(zip, "missing.txt"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Label_studio_tasks_have_percents_and_pre_annotations_until_reviewed()
    {
        await using var service = await StartAsync();
        using var client = service.CreateClient();
        await ExportSamples.DeliverAsync(client);
        await client.ReviewedAsync(ExportSamples.Street.Id, """{"verdict": "correct"}""");

        var tasks = (await client.ExportJsonAsync("format=label-studio")).EnumerateArray().ToDictionary(task => task.GetProperty("data").GetProperty("prediction_id").GetGuid());

        var two = tasks[ExportSamples.Two.Id];
        Assert.Equal($"{client.BaseAddress}v1/images/{ExportSamples.Two.Image.Sha256}", two.GetProperty("data").GetProperty("image").GetString());
        var result = two.GetProperty("predictions")[0].GetProperty("result")[1];
        Assert.Equal(("rectanglelabels", "label", "image", 640), (Word(result, "type"), Word(result, "from_name"), Word(result, "to_name"), result.GetProperty("original_width").GetInt32()));
        Assert.Equal("""{"x":50,"y":50,"width":50,"height":50,"rotation":0,"rectanglelabels":["barcode"]}""", result.GetProperty("value").GetRawText());
        Assert.False(two.TryGetProperty("annotations", out _));
        Assert.Equal(0, tasks[ExportSamples.Nothing.Id].GetProperty("predictions")[0].GetProperty("result").GetArrayLength());
        var reviewed = tasks[ExportSamples.Street.Id];
        Assert.Equal(2, reviewed.GetProperty("annotations")[0].GetProperty("result").GetArrayLength());
        Assert.False(reviewed.TryGetProperty("predictions", out _));
    }

    [Fact]
    public async Task Csv_has_a_row_for_each_object_and_one_for_an_image_with_none_and_no_formula()
    {
        await using var service = await StartAsync();
        using var client = service.CreateClient();
        await ExportSamples.DeliverAsync(client);

        var rows = CsvReader.Read(await client.ExportAsync("format=csv"));

        Assert.Equal(1 + 6, rows.Count);
        Assert.All(rows, row => Assert.Equal(rows[0].Count, row.Count));
        var column = rows[0].Index().ToDictionary(name => name.Item, name => name.Index);
        var odd = rows.Single(row => row[column["prediction_id"]] == ExportSamples.Odd.Id.ToString());
        Assert.Equal(("'" + ExportSamples.Awkward, "'-1+1", "a \"b\", c.jpg", "0.75"), (odd[column["class"]], odd[column["source"]], odd[column["filename"]], odd[column["confidence"]]));
        var nothing = rows.Single(row => row[column["prediction_id"]] == ExportSamples.Nothing.Id.ToString());
        Assert.All(new[] { "class", "class_id", "confidence", "x1", "y1", "x2", "y2" }, name => Assert.Equal("", nothing[column[name]]));
        Assert.Equal("2026-03-14T12:03:00Z", rows[1][column["created_at"]]);
    }

    [Fact]
    public async Task Csv_is_as_excel_reads_it_with_a_byte_order_mark_on_request_and_text_that_is_not_escaped()
    {
        Dictionary<string, string> said = new() { ["ort"] = "M\u00FCnchen, \"S\u00FCd\" \\ <1> & \uD83D\uDE9A", ["line"] = "a\tb\n" };
        await using var service = await StartAsync();
        using var client = service.CreateClient();
        await client.DeliverAsync(Delivery.Of([ExportSamples.Made(0, ("\u5DE5\u4EBA", 0, .9f, new Box(0, 0, 1, 1))) with { Metadata = said, Source = "T\u00FCr 3" }], ExportSamples.Images[0]));

        var plain = await client.GetByteArrayAsync("/v1/predictions/export?format=csv", TestContext.Current.CancellationToken);
        var marked = await client.GetByteArrayAsync("/v1/predictions/export?format=csv&bom=true", TestContext.Current.CancellationToken);

        Assert.Equal([0xEF, 0xBB, 0xBF, .. plain], marked);
        Assert.Equal(plain, await client.GetByteArrayAsync("/v1/predictions/export?format=csv&bom=false", TestContext.Current.CancellationToken));
        var rows = CsvReader.Read(Encoding.UTF8.GetString(plain));
        var cells = rows[0].Zip(rows[1]).ToDictionary(cell => cell.First, cell => cell.Second);
        Assert.Equal(("T\u00FCr 3", "\u5DE5\u4EBA"), (cells["source"], cells["class"]));
        Assert.Contains("\"M\u00FCnchen, \\\"S\u00FCd\\\" \\\\ <1> & \uD83D\uDE9A\"", cells["metadata"], StringComparison.Ordinal);
        Assert.Equal(said, JsonSerializer.Deserialize<Dictionary<string, string>>(cells["metadata"]));
    }

    [Theory]
    [InlineData("https://vision.example.com/", "https://vision.example.com/v1/images/")]
    [InlineData("https://example.com:8443/vision/", "https://example.com:8443/vision/v1/images/")]
    public async Task Label_studio_links_go_to_the_public_address_whatever_host_a_caller_names(string address, string expected)
    {
        await using var service = await StartAsync(("CV_PUBLIC_URL", address));
        using var client = service.CreateClient();
        await ExportSamples.DeliverAsync(client);
        using var request = new HttpRequestMessage(HttpMethod.Get, "/v1/predictions/export?format=label-studio");
        request.Headers.Host = "localhost:1";

        using var answer = await client.SendAsync(request, TestContext.Current.CancellationToken);

        var tasks = JsonDocument.Parse(await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).RootElement;
        Assert.All(tasks.EnumerateArray(), task => Assert.StartsWith(expected, task.GetProperty("data").GetProperty("image").GetString()));
    }

    [Theory]
    [InlineData("https://user:password@vision.example.com")]
    [InlineData("https://vision.example.com/?x=1")]
    [InlineData("https://vision.example.com/#x")]
    public void A_public_address_is_one_that_a_path_can_follow(string address) =>
        Assert.StartsWith("CV_PUBLIC_URL: ", Assert.Single(OptionsErrors.In(new ExportOptions { PublicUrl = new Uri(address) }, ExportOptions.Section)));

    [Fact]
    public async Task Times_dates_and_classes_are_those_of_a_search_and_the_newest_come_first()
    {
        await using var service = await StartAsync();
        using var client = service.CreateClient();
        await ExportSamples.DeliverAsync(client);

        var lines = (await client.ExportAsync("format=jsonl&class=QR&class=PERSON&from=2026-03-14&to=2026-03-14t12:03:00.000000001z")).Split('\n', StringSplitOptions.RemoveEmptyEntries);

        Assert.Equal([ExportSamples.Two.Id], lines.Select(line => JsonSerializer.Deserialize(line, WireJson.Default.Prediction)!.Id));

        var days = (await client.ExportAsync("format=jsonl&class=QR&class=PERSON&from=2026-03-14&to=2026-03-15")).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal([ExportSamples.Street.Id, ExportSamples.Two.Id], days.Select(line => JsonSerializer.Deserialize(line, WireJson.Default.Prediction)!.Id));
    }

    [Fact]
    public async Task Json_lines_are_the_predictions()
    {
        await using var service = await StartAsync();
        using var client = service.CreateClient();
        await ExportSamples.DeliverAsync(client);

        var lines = (await client.ExportAsync("format=jsonl")).Split('\n', StringSplitOptions.RemoveEmptyEntries);

        Assert.Equivalent(
            ExportSamples.All.Reverse().ToArray(), lines.Select(line => JsonSerializer.Deserialize(line, WireJson.Default.Prediction)).ToArray(), strict: true);
    }

    [Fact]
    public async Task Reviews_override_detections_in_every_format()
    {
        await using var service = await StartAsync();
        using var client = service.CreateClient();
        await ExportSamples.DeliverAsync(client);
        await client.ReviewedAsync(ExportSamples.Two.Id, Corrected);
        await client.ReviewedAsync(ExportSamples.Odd.Id, """{"verdict": "wrong"}""");
        await client.ReviewedAsync(ExportSamples.Street.Id, """{"verdict": "correct", "missed": [{"class": "car", "box": {"x1": 0, "y1": 0, "x2": 64, "y2": 48}}]}""");

        var coco = await client.ExportJsonAsync("format=coco&reviewed=true");
        var names = coco.GetProperty("categories").EnumerateArray().ToDictionary(category => category.GetProperty("id").GetInt32(), category => category.GetProperty("name").GetString());
        Assert.Equal(
            ["[0,0,64,48] car", "[0,0,320,240] pallet", "[10,20,20,40] person", "[64,48,128,96] qr", "[100.5,100.25,100.25,199.75] toothbrush"],
            coco.GetProperty("annotations").EnumerateArray().Select(item => $"{item.GetProperty("bbox").GetRawText()} {names[item.GetProperty("category_id").GetInt32()]}").OrderBy(text => text.Split(' ')[1]));
        Assert.Equal(3, coco.GetProperty("images").GetArrayLength());

        using var zip = await ZipAsync(client, "format=yolo&reviewed=true");
        Assert.Equal("81 0.2 0.2 0.2 0.2\n82 0.25 0.25 0.5 0.5\n", Text(zip, $"labels/{ExportSamples.Two.Image.Sha256}.txt"));
        Assert.Equal("", Text(zip, $"labels/{ExportSamples.Odd.Image.Sha256}.txt"));

        var rows = CsvReader.Read(await client.ExportAsync("format=csv&reviewed=true"));
        Assert.Equal(1 + 3 + 1 + 2, rows.Count);
        Assert.DoesNotContain(rows, row => row.Contains("barcode"));

        var line = (await client.ExportAsync("format=jsonl&reviewed=true")).Split('\n').Single(text => text.Contains(ExportSamples.Two.Id.ToString(), StringComparison.Ordinal));
        var prediction = JsonDocument.Parse(line).RootElement;
        Assert.Equal(["qr", "pallet"], prediction.GetProperty("detections").EnumerateArray().Select(item => Word(item, "class")));
        Assert.Equal(["qr", "barcode"], prediction.GetProperty("predicted_detections").EnumerateArray().Select(item => Word(item, "class")));

        // The export of model results ignores reviews.
        Assert.Equal(5, (await client.ExportJsonAsync("format=coco-results&reviewed=true")).GetArrayLength());
    }

    [Fact]
    public async Task An_image_is_in_a_data_set_once_with_its_newest_review_else_its_newest_prediction()
    {
        await using var service = await StartAsync();
        using var client = service.CreateClient();
        Prediction Again(int image, int minute) => Samples.Of(ExportSamples.Images[image], createdAt: Samples.Noon.AddMinutes(minute));
        var (reviewed, reviewedLater, newest, newestOfOther) = (Again(0, 10), Again(0, 20), Again(0, 30), Again(1, 40));
        await client.DeliverAsync(Delivery.Of([ExportSamples.Two, ExportSamples.Nothing, reviewed, reviewedLater, newest, newestOfOther], ExportSamples.Images[..2]));
        await client.ReviewedAsync(reviewedLater.Id, """{"verdict": "correct"}""");
        await client.ReviewedAsync(reviewed.Id, """{"verdict": "correct"}""");

        async Task<IEnumerable<Guid>> ExportedAsync(string query) =>
            (await client.ExportJsonAsync("format=coco" + query)).GetProperty("images").EnumerateArray().Select(image => image.GetProperty("prediction_id").GetGuid());

        Assert.Equal([newestOfOther.Id, reviewed.Id], await ExportedAsync(""));
        Assert.Equal([newestOfOther.Id, newest.Id], await ExportedAsync("&reviewed=false"));
        Assert.Equal([ExportSamples.Nothing.Id, ExportSamples.Two.Id], await ExportedAsync("&to=2026-03-14T12:05:00Z"));
        Assert.Equal(6, (await client.ExportAsync("format=jsonl")).Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
    }

    [Fact]
    public async Task Exports_exactly_the_results_of_the_search_at_any_size()
    {
        await using var service = await StartAsync();
        using var client = service.CreateClient();
        var image = Samples.Image(9);
        var all = Enumerable.Range(0, 1200).Select(i => Samples.Of(image, createdAt: Samples.Noon.AddSeconds(i)) with { Source = i % 3 == 0 ? "third" : null }).ToArray();
        foreach (var batch in all.Chunk(PredictionBatch.MaxPredictions))
        {
            await client.DeliverAsync(Delivery.Of(batch, image));
        }

        async Task<int> LinesAsync(string query) => (await client.ExportAsync("format=jsonl" + query)).Split('\n', StringSplitOptions.RemoveEmptyEntries).Distinct().Count();

        Assert.Equal(1200, await LinesAsync(""));
        Assert.Equal(400, await LinesAsync("&source=third"));
        Assert.Equal(0, await LinesAsync("&class=nothing"));
        Assert.Equal(1, (await client.ExportJsonAsync("format=coco")).GetProperty("images").GetArrayLength());
    }

    [Theory]
    [InlineData("", "format")]
    [InlineData("format=", "format")]
    [InlineData("format=pdf", "format")]
    [InlineData("format=csv&format=coco", "format")]
    [InlineData("format=csv&scores=true", "scores")]
    [InlineData("format=yolo&scores=maybe", "scores")]
    [InlineData("format=coco&bom=true", "bom")]
    [InlineData("format=csv&bom=1", "bom")]
    [InlineData("format=csv&order=asc", "order")]
    [InlineData("format=csv&limit=5", "limit")]
    [InlineData("format=csv&page_token=AAAA", "page_token")]
    [InlineData("format=csv&min_confidence=2&from=yesterday", "from", "min_confidence")]
    public async Task Names_what_is_wrong(string query, params string[] fields)
    {
        await using var service = await StartAsync();
        using var client = service.CreateClient();

        using var answer = await client.GetAsync("/v1/predictions/export?" + query, TestContext.Current.CancellationToken);

        Assert.Equal(400, (int)answer.StatusCode);
        Assert.Equal(fields, (await answer.ProblemAsync()).ErrorFields().Order());
    }

    private static async Task<ZipArchive> ZipAsync(HttpClient client, string query) =>
        new(new MemoryStream(await client.GetByteArrayAsync("/v1/predictions/export?" + query, TestContext.Current.CancellationToken)));

    private static string Text(ZipArchive zip, string name)
    {
        using var reader = new StreamReader(zip.GetEntry(name)!.Open(), Encoding.UTF8);
        return reader.ReadToEnd();
    }

    private static string? Word(JsonElement item, string name) => item.GetProperty(name).GetString();
}
