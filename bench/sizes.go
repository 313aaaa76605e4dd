package main

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
)

// What a program grows by: the smallest one that runs a task, without symbols.
var sizes = []program{
	{name: "binary of the smallest program", size: true},
}

// goBinary is the size of the command in a folder.
func goBinary(source, dir string) (int64, error) {
	binary := filepath.Join(dir, "smallest")
	build := exec.Command("go", "build", "-trimpath", "-ldflags=-s -w", "-o", binary, ".")
	build.Dir = source
	build.Env = append(os.Environ(), "GOWORK=off")
	if out, err := build.CombinedOutput(); err != nil {
		return 0, fmt.Errorf("go build: %w: %.300s", err, out)
	}
	return fileSize(binary)
}

func fileSize(name string) (int64, error) {
	info, err := os.Stat(name)
	if err != nil {
		return 0, err
	}
	return info.Size(), nil
}
