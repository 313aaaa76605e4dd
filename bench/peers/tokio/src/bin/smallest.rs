//! The smallest program that runs a task.
fn main() {
    tokio::runtime::Builder::new_current_thread().build().unwrap().block_on(async {
        tokio::spawn(async {}).await.unwrap();
    });
}
