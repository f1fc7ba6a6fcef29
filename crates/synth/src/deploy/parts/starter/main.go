// A small web service: a page at every address, and /health for those who ask whether it is well.
package main

import (
	"context"
	"errors"
	"fmt"
	"log"
	"net/http"
	"os"
	"os/signal"
	"syscall"
	"time"
)

func main() {
	port := os.Getenv("PORT")
	if port == "" {
		port = "@PORT@"
	}
	host, _ := os.Hostname()

	pages := http.NewServeMux()
	pages.HandleFunc("/health", func(answer http.ResponseWriter, _ *http.Request) {
		fmt.Fprintln(answer, "healthy")
	})
	pages.HandleFunc("/", func(answer http.ResponseWriter, request *http.Request) {
		log.Printf("%s %q", request.Method, request.URL.Path)
		answer.Header().Set("Content-Type", "text/plain; charset=utf-8")
		fmt.Fprintf(answer, "Hello from %s\n", host)
	})
	server := &http.Server{Addr: ":" + port, Handler: pages, ReadHeaderTimeout: 10 * time.Second}

	// ECS sends SIGTERM and waits: requests that are being answered are answered to their end.
	stop, cancel := signal.NotifyContext(context.Background(), syscall.SIGTERM, os.Interrupt)
	defer cancel()
	finished := make(chan struct{})
	go func() {
		defer close(finished)
		<-stop.Done()
		patience, done := context.WithTimeout(context.Background(), 20*time.Second)
		defer done()
		if err := server.Shutdown(patience); err != nil {
			log.Print(err)
		}
	}()

	log.Printf("listening on port %s", port)
	if err := server.ListenAndServe(); !errors.Is(err, http.ErrServerClosed) {
		log.Fatal(err)
	}
	<-finished
}
