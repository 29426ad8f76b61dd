// The program pack writes the module into a folder as the Go command fetches it from a proxy, so that other projects install it
// from there: go run ./internal/pack FOLDER.
package main

import (
	"archive/zip"
	"encoding/json"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"florin.internal/florin"
)

const (
	module  = "florin.internal/florin"
	version = "v" + florin.Version
)

func main() {
	if len(os.Args) != 2 {
		fmt.Fprintln(os.Stderr, "say into which folder: go run ./internal/pack FOLDER")
		os.Exit(2)
	}
	if err := pack(os.Args[1]); err != nil {
		fmt.Fprintln(os.Stderr, "pack:", err)
		os.Exit(1)
	}
	proxy, _ := filepath.Abs(os.Args[1])
	fmt.Printf("GOPROXY=file://%s,https://proxy.golang.org GONOSUMDB=%s go get %s@%s\n", filepath.ToSlash(proxy), module, module, version)
}

func pack(proxy string) error {
	folder := filepath.Join(proxy, filepath.FromSlash(module), "@v")
	if err := os.MkdirAll(folder, 0o755); err != nil {
		return err
	}
	description, err := os.ReadFile("go.mod")
	if err != nil {
		return fmt.Errorf("run it in the folder of the module: %w", err)
	}
	info, err := json.Marshal(map[string]any{"Version": version, "Time": time.Now().UTC().Truncate(time.Second)})
	if err != nil {
		return err
	}
	for name, data := range map[string][]byte{"list": []byte(version + "\n"), version + ".info": info, version + ".mod": description} {
		if err := os.WriteFile(filepath.Join(folder, name), data, 0o644); err != nil {
			return err
		}
	}
	archive, err := os.Create(filepath.Join(folder, version+".zip"))
	if err != nil {
		return err
	}
	writer := zip.NewWriter(archive)
	err = filepath.WalkDir(".", func(path string, entry fs.DirEntry, err error) error {
		if err != nil || !entry.Type().IsRegular() {
			return err
		}
		data, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		file, err := writer.Create(module + "@" + version + "/" + filepath.ToSlash(path))
		if err == nil {
			_, err = file.Write(data)
		}
		return err
	})
	if closed := writer.Close(); err == nil {
		err = closed
	}
	if closed := archive.Close(); err == nil {
		err = closed
	}
	return err
}
