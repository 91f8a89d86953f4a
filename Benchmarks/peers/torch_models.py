"""The workloads' models in PyTorch; each takes `torch.nn`."""


def _mlp(nn):
    return nn.Sequential(
        nn.Linear(784, 512), nn.ReLU(), nn.Dropout(0.2),
        nn.Linear(512, 256), nn.ReLU(), nn.Dropout(0.2),
        nn.Linear(256, 10))


def _cnn(nn):
    layers, channels = [], 3
    for filters in (32, 64):
        for _ in range(2):
            layers += [
                nn.Conv2d(channels, filters, 3, padding=1, bias=False),
                nn.BatchNorm2d(filters, eps=1e-3, momentum=0.01), nn.ReLU(inplace=True)]
            channels = filters
        layers.append(nn.MaxPool2d(2))
    return nn.Sequential(
        *layers, nn.Flatten(), nn.Linear(4096, 128), nn.ReLU(), nn.Dropout(0.5),
        nn.Linear(128, 10))


def _lenet(nn):
    return nn.Sequential(
        nn.Conv2d(1, 6, 5, padding=2), nn.Tanh(), nn.AvgPool2d(2),
        nn.Conv2d(6, 16, 5), nn.Tanh(), nn.AvgPool2d(2), nn.Flatten(),
        nn.Linear(400, 120), nn.Tanh(), nn.Linear(120, 84), nn.Tanh(), nn.Linear(84, 10))


def _text(nn):
    class TextClassifier(nn.Module):
        def __init__(self):
            super().__init__()
            self.embedding = nn.Embedding(20_000, 128)
            self.convolution = nn.Conv1d(128, 128, 5)
            self.head = nn.Sequential(
                nn.Linear(128, 64), nn.ReLU(), nn.Dropout(0.5), nn.Linear(64, 2))

        def forward(self, ids):
            features = self.convolution(self.embedding(ids).transpose(1, 2)).relu()
            return self.head(features.amax(2))

    return TextClassifier()


def _demo(nn):
    """The network of `make demo`, with its initializers."""
    layers, channels = [], 1
    for filters in (32, 64):
        for _ in range(2):
            convolution = nn.Conv2d(channels, filters, 3, padding=1, bias=False)
            nn.init.kaiming_normal_(convolution.weight, nonlinearity="relu")
            layers += [
                convolution, nn.BatchNorm2d(filters, eps=1e-3, momentum=0.01),
                nn.ReLU(inplace=True)]
            channels = filters
        layers.append(nn.MaxPool2d(2))
    dense = nn.Linear(7 * 7 * 64, 10)
    nn.init.xavier_uniform_(dense.weight)
    nn.init.zeros_(dense.bias)
    return nn.Sequential(*layers, nn.Flatten(), nn.Dropout(0.4), dense)


MODELS = {"mlp": _mlp, "cnn": _cnn, "lenet": _lenet, "text": _text, "demo": _demo}
