using VisionSystem.Vision.Decoders;

namespace VisionSystem.Vision.Models;

/// <summary>Whether a number of anchors is that of a detector's feature maps.</summary>
internal enum GridCells
{
    None,

    /// <summary>One anchor a cell, as all families but YOLOv5 have.</summary>
    One,

    /// <summary>Three anchors a cell, as YOLOv5 has.</summary>
    Three,
}

/// <inheritdoc cref="GridCells"/>
internal static class GridCellsExtensions
{
    extension(GridCells)
    {
        /// <summary>Compares with strides 8, 16, 32, and with those of P6 (64 besides) and P2 (4 besides) models.</summary>
        public static GridCells Of(int anchors, HeadEvidence evidence)
        {
            var cells = AnchorGrid.Cells(evidence.InputWidth, evidence.InputHeight);
            int[] counts = [cells, cells + At(evidence, 64), cells + At(evidence, 4)];
            return counts.Contains(anchors) ? GridCells.One : counts.Contains(anchors / 3) && anchors % 3 == 0 ? GridCells.Three : GridCells.None;
        }
    }

    private static int At(HeadEvidence evidence, int stride) => evidence.InputWidth / stride * (evidence.InputHeight / stride);
}
